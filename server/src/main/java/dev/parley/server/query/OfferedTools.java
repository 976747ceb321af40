package dev.parley.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.store.Messages;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of the tools that a call told its model of, however its emitter writes them. */
final class OfferedTools {
  /** Attributes that hold a list of definitions, as an array or as JSON text. */
  private static final List<String> LISTS =
      List.of("gen_ai.tool.definitions", "ai.prompt.tools", "gen_ai.agent.tools");

  /** What comes before the index of one of many attributes. */
  private static final List<String> INDEXED =
      List.of("gen_ai.request.tools.", "llm.request.functions.", "llm.tools.");

  /** What comes after it, where the name stands or a definition as JSON text. */
  private static final Set<String> NAMES = Set.of("name", "function.name", "tool.name");

  private static final String SCHEMA = "tool.json_schema";

  private OfferedTools() {}

  /** What the keys of attributes about tools begin with. */
  static List<String> prefixes() {
    return List.of(
        LISTS.get(0), LISTS.get(1), LISTS.get(2), INDEXED.get(0), INDEXED.get(1), INDEXED.get(2));
  }

  static Set<String> names(JsonNode attributes) {
    Set<String> names = new LinkedHashSet<>();
    for (String list : LISTS) {
      for (JsonNode definition : elements(attributes.path(list))) {
        add(names, name(definition));
      }
    }
    for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
      for (String prefix : INDEXED) {
        if (attribute.getKey().startsWith(prefix)) {
          int dot = attribute.getKey().indexOf('.', prefix.length());
          String member = dot < 0 ? "" : attribute.getKey().substring(dot + 1);
          if (NAMES.contains(member)) {
            add(names, attribute.getValue().textValue());
          } else if (member.equals(SCHEMA)) {
            add(names, name(attribute.getValue()));
          }
        }
      }
    }
    return names;
  }

  private static JsonNode elements(JsonNode list) {
    JsonNode value = list.isTextual() ? Messages.valueOf(list.textValue()) : list;
    return value.isArray() ? value : value.path("tools");
  }

  /** The name in a definition of OpenAI's, Anthropic's or Bedrock's form, or in its JSON text. */
  private static @Nullable String name(JsonNode definition) {
    JsonNode value = definition.isTextual() ? Messages.valueOf(definition.textValue()) : definition;
    if (value.isTextual()) {
      return value.textValue();
    }
    for (JsonNode holder : List.of(value, value.path("function"), value.path("toolSpec"))) {
      if (holder.path("name").isTextual()) {
        return holder.path("name").textValue();
      }
    }
    return null;
  }

  private static void add(Set<String> names, @Nullable String name) {
    if (name != null && !name.isEmpty()) {
      names.add(name);
    }
  }
}
