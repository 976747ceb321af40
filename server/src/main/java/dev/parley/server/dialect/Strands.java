package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strands Agents. The agent's span repeats the sum of its calls, and times to the first token are
 * in milliseconds.
 */
final class Strands implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(entry(Field.WORKFLOW_ID, List.of("gen_ai.graph.id")));

  @Override
  public Dialect dialect() {
    return Dialect.STRANDS;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("strands");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("event_loop.cycle_id")
        || sent.attributes().has("gen_ai.event.start_time")
        || "strands-agents".equals(sent.attributes().text("gen_ai.system"))
        || "strands-agents".equals(sent.attributes().text("gen_ai.provider.name"));
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return sent.attributes().has("event_loop.cycle_id") ? Kind.STEP : null;
  }

  /** Bedrock's and Anthropic's raw numbers are passed on. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    boolean raw =
        model == null
            || model.contains("anthropic")
            || model.contains("claude")
            || model.contains("nova");
    return raw ? Counting.CACHE_APART : Counting.CONVENTIONS;
  }

  @Override
  public boolean firstTokenInMillis() {
    return true;
  }

  /** A tool's failure is told by a status of its own while the span's says OK. */
  @Override
  public boolean failed(Sent sent) {
    String status = sent.attributes().text("gen_ai.tool.status");
    status = status == null ? sent.attributes().text("tool.status") : status;
    return "error".equals(status);
  }
}
