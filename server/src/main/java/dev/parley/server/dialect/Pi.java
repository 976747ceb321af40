package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The coding agent pi. */
final class Pi implements Vocabulary {
  private static final String TOOL = "pi.tool.";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.CONVERSATION, List.of("pi.session.id")),
          entry(Field.ESTIMATED_COST, List.of("pi.cost.usd", "pi.gen_ai.cost.estimated_usd")));

  @Override
  public Dialect dialect() {
    return Dialect.PI;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.name().startsWith("pi.")
        && ("pi".equals(sent.attributes().text("gen_ai.system"))
            || sent.attributes().has("pi.session.id"));
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    if (!marks(sent)) {
      return null;
    }
    return switch (sent.name()) {
      case "pi.interaction" -> Kind.AGENT;
      case "pi.turn" -> Kind.STEP;
      case "pi.llm_request" -> Kind.MODEL_CALL;
      default -> sent.name().startsWith(TOOL) ? Kind.TOOL_CALL : null;
    };
  }

  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    return sent.name().startsWith(TOOL) ? sent.name().substring(TOOL.length()) : null;
  }
}
