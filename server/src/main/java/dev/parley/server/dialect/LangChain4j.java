package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.wire.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LangChain4j as Quarkus traces it: services and tools by span name, cost as a text. */
final class LangChain4j implements Vocabulary {
  private static final String SERVICES = "langchain4j.aiservices.";
  private static final String TOOLS = "langchain4j.tools.";
  private static final String COST = "gen_ai.client.estimated_cost";
  private static final String DOLLARS = COST + " (USD)";

  @Override
  public Dialect dialect() {
    return Dialect.LANGCHAIN4J;
  }

  /** The scope is Quarkus's own, which all its spans have. */
  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has(COST)
        || sent.name().startsWith("langchain4j.")
        || (sent.scope().equals("io.quarkus.opentelemetry")
            && sent.attributes().hasPrefix("gen_ai."));
  }

  @Override
  public Map<Field, List<String>> keys() {
    return Map.of(Field.ESTIMATED_COST, List.of(DOLLARS));
  }

  /** The cost is a number with a currency around it; of other currencies we know no rate. */
  @Override
  public void derive(Sent sent) {
    String cost = sent.attributes().content(COST);
    if (cost == null || cost.length() > 200 || !(cost.contains("USD") || cost.contains("$"))) {
      return;
    }
    int start = 0;
    while (start < cost.length() && !isDigit(cost.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < cost.length()
        && (isDigit(cost.charAt(end))
            || cost.charAt(end) == '.'
            || cost.startsWith("E-", end)
            || (cost.charAt(end) == '-' && cost.charAt(end - 1) == 'E'))) {
      end++;
    }
    sent.attributes().add(DOLLARS, Value.of(cost.substring(start, end)));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    if (sent.name().startsWith(TOOLS)) {
      return Kind.TOOL_CALL;
    }
    return sent.name().startsWith(SERVICES) ? Kind.AGENT : null;
  }

  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    String prefix = kind == Kind.TOOL_CALL ? TOOLS : SERVICES;
    return sent.name().startsWith(prefix) ? sent.name().substring(prefix.length()) : null;
  }
}
