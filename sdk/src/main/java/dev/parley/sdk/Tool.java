package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tool that an agent runs: a span {@code execute_tool {name}} with the tool, its arguments and
 * result, how long it took, and who approved the call.
 *
 * <pre>{@code
 * Refund refund = Tool.of("refund")
 *     .type("function")
 *     .callId(call.id())
 *     .arguments(Map.of("order", "o-17", "amount", 12.50))
 *     .approvedBy("alice")
 *     .call(() -> payments.refund("o-17"));
 * }</pre>
 *
 * <p>Where somebody decides while the tool runs:
 *
 * <pre>{@code
 * Decision decision = Tool.awaitingApproval(() -> reviewers.ask(call));   // how long it took
 * if (decision.granted()) {
 *   Tool.approved(decision.reviewer());
 * }
 * }</pre>
 *
 * <p>Arguments, results and reasons are recorded unless content is switched off, and redacted
 * first. Nothing here throws on account of a value; what the work throws, it throws unchanged.
 * Instances are immutable and thread-safe.
 *
 * @see Step#tool for a span of a tool with input and output as text, tags and metadata
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class Tool {
  private final String name;
  private final Call call;
  private final @Nullable Approval approval;
  private final @Nullable Parley parley;

  /** What is known of the tool and of its call, but for its name. */
  private record Call(
      @Nullable String type,
      @Nullable String description,
      @Nullable String id,
      @Nullable Object arguments) {}

  private Tool(String name, Call call, @Nullable Approval approval, @Nullable Parley parley) {
    this.name = name;
    this.call = call;
    this.approval = approval;
    this.parley = parley;
  }

  /** The tool of this name; null or empty where it has none. */
  public static Tool of(@Nullable String name) {
    return new Tool(name == null ? "" : name, new Call(null, null, null, null), null, null);
  }

  /** Records to this instance instead of the global one. */
  public Tool on(Parley instance) {
    return new Tool(name, call, approval, instance);
  }

  /** {@code function}, {@code extension}, {@code datastore}, or a word of your own. */
  public Tool type(@Nullable String toolType) {
    return with(new Call(toolType, call.description, call.id, call.arguments));
  }

  /** What the tool is for, as the model is told. */
  public Tool description(@Nullable String text) {
    return with(new Call(call.type, text, call.id, call.arguments));
  }

  /** The id that the model gave the call. */
  public Tool callId(@Nullable String id) {
    return with(new Call(call.type, call.description, id, call.arguments));
  }

  /**
   * What the tool is called with: a map or a list, recorded as JSON, or the JSON text that the
   * model wrote. Anything else is recorded as its own text, which may leave out what it hides.
   */
  public Tool arguments(@Nullable Object value) {
    return with(new Call(call.type, call.description, call.id, value));
  }

  /** Somebody allowed this call just now. */
  public Tool approvedBy(@Nullable String who) {
    return approvedBy(who, Instant.now());
  }

  /** Somebody allowed this call at that time; null when it is not known. */
  public Tool approvedBy(@Nullable String who, @Nullable Instant when) {
    return with(new Approval(true, who, when, null));
  }

  /** Somebody refused this call just now; {@link #record} it instead of running it. */
  public Tool refusedBy(@Nullable String who, @Nullable String reason) {
    return with(new Approval(false, who, Instant.now(), reason));
  }

  private Tool with(Call more) {
    return new Tool(name, more, approval, parley);
  }

  private Tool with(Approval decision) {
    return new Tool(name, call, decision, parley);
  }

  /**
   * Marks the tool that runs as approved just now: {@code parley.tool.approval}, {@code .by},
   * {@code .at} (ISO 8601, UTC). Outside any tool, the current span.
   */
  public static void approved(@Nullable String who) {
    approved(who, Instant.now());
  }

  /** As {@link #approved(String)}, at that time; null when it is not known. */
  public static void approved(@Nullable String who, @Nullable Instant when) {
    mark(new Approval(true, who, when, null));
  }

  /** Marks the tool that runs as refused just now; {@code parley.tool.approval.reason} says why. */
  public static void refused(@Nullable String who, @Nullable String reason) {
    mark(new Approval(false, who, Instant.now(), reason));
  }

  private static void mark(Approval decision) {
    RunningTool.current().mark(decision);
  }

  /**
   * Asks somebody while the tool runs, and records how long that took: {@code
   * parley.tool.approval.wait_ms}, also when asking fails. Several waits of one tool add up.
   *
   * @return what the question returns
   */
  public static <T extends @Nullable Object, E extends Exception> T awaitingApproval(
      Body<T, E> question) throws E {
    RunningTool running = RunningTool.current();
    long start = System.nanoTime();
    try {
      return question.call();
    } finally {
      running.waited(System.nanoTime() - start);
    }
  }

  /** Starts the span, for work that {@link #call}, {@link #run} and {@link #async} do not fit. */
  public GenAiSpan start() {
    GenAiSpanBuilder builder =
        GenAiSpan.tool(name.isEmpty() ? null : "execute_tool " + name)
            .toolName(name.isEmpty() ? null : name);
    return (parley == null ? builder : builder.on(parley)).start().tool(this);
  }

  /** Records the call without running it, as one that was refused is. */
  public void record() {
    start().end();
  }

  /** Runs the tool, which gives no result, and throws what it throws. */
  public void run(Runnable body) {
    GenAiSpan span = start();
    try (Scope scope = span.makeCurrent()) {
      body.run();
    } catch (Throwable error) {
      span.fail(error);
      throw error;
    }
    span.end();
  }

  /** Returns what the tool returns and throws what it throws. */
  public <T extends @Nullable Object, E extends Exception> T call(Body<T, E> body) throws E {
    GenAiSpan span = start();
    T result;
    try (Scope scope = span.makeCurrent()) {
      result = body.call();
    } catch (Throwable error) {
      span.fail(error);
      throw error;
    }
    span.toolResult(result).end();
    return result;
  }

  /**
   * A tool that goes on elsewhere: the span ends when the stage does, before anything that waits
   * for the returned stage. It completes with the same value or the same exception; cancelling it
   * cancels the work.
   */
  @SuppressWarnings("NullAway") // A body may break its promise; then the caller gets its null.
  public <T extends @Nullable Object> CompletionStage<T> async(
      Supplier<? extends CompletionStage<T>> body) {
    GenAiSpan span = start();
    CompletionStage<T> work;
    try (Scope scope = span.makeCurrent()) {
      work = body.get();
    } catch (Throwable error) {
      span.fail(error);
      throw error;
    }
    if (work == null) {
      span.end();
      return null;
    }
    return ObservedStage.of(
        work,
        (value, error) -> {
          if (error == null) {
            span.toolResult(value);
          }
          span.fail(error);
        });
  }

  /** What the tool says of itself and of this call. */
  void write(SpanWriter span, Parley recorder) {
    span.set(GenAiAttributes.SPAN_KIND, StepKind.TOOL.value());
    span.set(GenAiAttributes.TOOL_NAME, name.isEmpty() ? null : name);
    span.set(GenAiAttributes.TOOL_TYPE, call.type);
    span.set(GenAiAttributes.TOOL_DESCRIPTION, call.description);
    span.set(GenAiAttributes.TOOL_CALL_ID, call.id);
    if (call.arguments != null) {
      ToolAttributes.writeArguments(span, recorder, call.arguments);
    }
    if (approval != null) {
      approval.write(span, recorder);
    }
  }
}
