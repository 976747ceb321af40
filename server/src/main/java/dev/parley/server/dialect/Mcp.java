package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Model Context Protocol's conventions, and the keys of instrumentations older than these. */
final class Mcp implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.TOOL_NAME, List.of("mcp.tool.name")),
          entry(Field.TOOL_ARGUMENTS, List.of("mcp.tool.arguments", "mcp.request.argument")),
          entry(Field.TOOL_RESULT, List.of("mcp.tool.result", "mcp.response.value")),
          entry(Field.OPERATION, List.of("mcp.operation.name")));

  @Override
  public Dialect dialect() {
    return Dialect.MCP;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("mcp.method.name") || sent.attributes().has("mcp.method");
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    String method = sent.attributes().text("mcp.method");
    return method == null ? null : method.equals("tools/call") ? Kind.TOOL_CALL : Kind.MCP;
  }

  /** Spans are named {@code tools/call get_weather}. */
  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    return kind == Kind.TOOL_CALL && sent.name().startsWith("tools/call ")
        ? sent.name().substring("tools/call ".length())
        : null;
  }
}
