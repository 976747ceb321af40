package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tools of a request: the application's functions, and those that the provider runs. */
final class Tools {

  private Tools() {}

  /** One entry may hold several functions, and tools of the provider beside them. */
  static List<ToolDefinition> of(Tree tools) {
    List<ToolDefinition> definitions = new ArrayList<>();
    for (Tree tool : tools.items()) {
      for (Object field : tool.fields().keySet()) {
        String kind = String.valueOf(field);
        Tree value = tool.get(kind);
        if (kind.equals("functionDeclarations")) {
          value.items().forEach(declaration -> definitions.add(function(declaration)));
        } else if (kind.equals("mcpServers")) {
          value
              .items()
              .forEach(server -> definitions.add(ran("mcp", server.get("name").text("mcp"))));
        } else if (value.exists()) {
          definitions.add(ran(kind, kind));
        }
      }
    }
    return definitions;
  }

  private static ToolDefinition function(Tree declaration) {
    Object schema = declaration.get("parameters").value();
    return new ToolDefinition(
        "function",
        declaration.get("name").text(),
        declaration.get("description").text(),
        schema != null ? schema : declaration.get("parametersJsonSchema").value());
  }

  private static ToolDefinition ran(String kind, @Nullable String name) {
    return new ToolDefinition(kind, name, null, null);
  }
}
