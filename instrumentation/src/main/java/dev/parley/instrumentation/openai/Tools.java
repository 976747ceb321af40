package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.ToolDefinition;
import java.util.ArrayList;
import java.util.List;

/** The tools of a request. */
final class Tools {

  private Tools() {}

  /** Chats define each under the name of its type, responses beside its type. */
  static List<ToolDefinition> of(JsonNode tools) {
    List<ToolDefinition> definitions = new ArrayList<>();
    for (JsonNode tool : tools) {
      String type = tool.path("type").asText("function");
      definitions.add(definition(type, tool.path(type).isObject() ? tool.path(type) : tool));
    }
    return definitions;
  }

  /** A tool that the provider runs itself is called what it is. */
  private static ToolDefinition definition(String type, JsonNode tool) {
    String name = text(tool.path("name"));
    return new ToolDefinition(
        type,
        name == null && !type.equals("function") ? type : name,
        text(tool.path("description")),
        JsonFields.tree(tool.path("parameters")));
  }
}
