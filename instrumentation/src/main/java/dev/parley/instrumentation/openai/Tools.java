package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.ToolDefinition;
import java.util.ArrayList;
import java.util.List;

/** The tools of a request. */
final class Tools {

  private Tools() {}

  /** Each is defined under the name of its type, as chats have it. */
  static List<ToolDefinition> of(JsonNode tools) {
    List<ToolDefinition> definitions = new ArrayList<>();
    for (JsonNode tool : tools) {
      String type = tool.path("type").asText("function");
      definitions.add(definition(type, tool.path(type)));
    }
    return definitions;
  }

  private static ToolDefinition definition(String type, JsonNode tool) {
    return new ToolDefinition(
        type,
        text(tool.path("name")),
        text(tool.path("description")),
        JsonFields.tree(tool.path("parameters")));
  }
}
