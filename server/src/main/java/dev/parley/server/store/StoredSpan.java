package dev.parley.server.store;

import dev.parley.server.model.Call;
import dev.parley.server.model.Failure;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.trace.Source;
import dev.parley.server.trace.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span as lists, flows and waterfalls show it: everything but its content and raw attributes.
 *
 * @param key identity
 * @param parentSpanId 16 lower-case hexadecimal digits, or null for a root
 * @param name as sent
 * @param otelKind as sent
 * @param kind what it did
 * @param spanKind {@code llm}, {@code tool}, {@code chain}, {@code agent}, {@code prompt} or {@code
 *     other}
 * @param service the service's name
 * @param environment or null
 * @param scopeName the instrumentation scope's name
 * @param startNanos nanoseconds since the epoch
 * @param durationNanos nanoseconds
 * @param status as sent
 * @param failure set if and only if the span failed
 * @param identity conversation, turn, user, workflow, agent, category
 * @param call the model side
 * @param tool the tool that it ran, or null
 * @param day UTC day under which its content is stored
 * @param system hashes of its system instructions
 * @param input hashes of the messages sent
 * @param output hashes of the answers
 * @param standing what it is within its trace; the role and the ids above are its outcome
 */
public record StoredSpan(
    SpanKey key,
    @Nullable String parentSpanId,
    String name,
    OtelKind otelKind,
    Kind kind,
    String spanKind,
    String service,
    @Nullable String environment,
    String scopeName,
    long startNanos,
    long durationNanos,
    Status status,
    @Nullable Failure failure,
    Identity identity,
    Call call,
    @Nullable StoredTool tool,
    int day,
    List<String> system,
    List<String> input,
    List<String> output,
    Standing standing) {

  /**
   * The tool that a span ran.
   *
   * @param name the tool's name
   * @param callId or null
   * @param arguments packed, see {@link SpanReader#tools}; null when not captured
   * @param result the same
   */
  public record StoredTool(
      String name, @Nullable String callId, @Nullable String arguments, @Nullable String result) {}

  public StoredSpan {
    system = List.copyOf(system);
    input = List.copyOf(input);
    output = List.copyOf(output);
  }

  /** Whether every figure counts the span as a call, see {@link Standing#counted}. */
  public boolean isCall() {
    return standing.counted();
  }

  /**
   * Whether the span decides when the conversation that it names took place: what surrounds a turn,
   * such as the request that caused it, does not.
   */
  public boolean isInConversation() {
    return identity.conversationId() != null
        && (kind.isGenAi() || standing.conversationSource() == Source.OWN);
  }

  public boolean failed() {
    return failure != null;
  }

  public long endNanos() {
    return startNanos + durationNanos;
  }

  public boolean hasContent() {
    return !system.isEmpty() || !input.isEmpty() || !output.isEmpty();
  }

  /** The model that the span is shown under: the one asked for, else the one that answered. */
  public @Nullable String model() {
    return call.requestModel() != null ? call.requestModel() : call.responseModel();
  }
}
