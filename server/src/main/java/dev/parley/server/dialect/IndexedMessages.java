package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.server.wire.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages flattened into attributes such as {@code gen_ai.prompt.0.role}. Only a number is an
 * index ({@code gen_ai.prompt.version} is another thing), indices may have gaps, and none of them
 * sizes an array.
 */
final class IndexedMessages {
  /** More than any emitter's attribute limit lets through, less than what would hurt. */
  private static final int MAX_MESSAGES = 10_000;

  private static final SortedMap<Integer, SortedMap<String, Value>> NONE =
      Collections.emptySortedMap();

  private IndexedMessages() {}

  /** Prompts and answers under these prefixes, which end in a dot. */
  static ContentSource source(String prompts, String completions) {
    return new ContentSource(
        ContentSource.Form.INDEXED,
        (sent, said) -> {
          if (!sent.attributes().hasIndexed()) {
            return;
          }
          if (said.lacksInput()) {
            said.input(read(sent.attributes(), prompts, "user"));
          }
          if (said.lacksOutput()) {
            said.output(read(sent.attributes(), completions, "assistant"));
          }
        });
  }

  private static List<Draft> read(Attributes attributes, String prefix, String defaultRole) {
    var indexed = byIndex(attributes, prefix);
    if (indexed.isEmpty()) {
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    indexed.forEach((index, fields) -> drafts.add(draft(fields, defaultRole)));
    return drafts;
  }

  /** The entries {@code <prefix><index>.<rest>} by index, then by rest. */
  static SortedMap<Integer, SortedMap<String, Value>> byIndex(
      Attributes attributes, String prefix) {
    SortedMap<Integer, SortedMap<String, Value>> indexed = NONE;
    for (int i = 0; attributes.hasIndexed() && i < attributes.size(); i++) {
      indexed = add(indexed, prefix, attributes.key(i), attributes.value(i));
    }
    return indexed;
  }

  /** The same of what is below an index itself. */
  static SortedMap<Integer, SortedMap<String, Value>> byIndex(
      Map<String, Value> values, String prefix) {
    SortedMap<Integer, SortedMap<String, Value>> indexed = NONE;
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      indexed = add(indexed, prefix, entry.getKey(), entry.getValue());
    }
    return indexed;
  }

  private static SortedMap<Integer, SortedMap<String, Value>> add(
      SortedMap<Integer, SortedMap<String, Value>> indexed,
      String prefix,
      String key,
      Value value) {
    int dot = key.startsWith(prefix) ? key.indexOf('.', prefix.length()) : -1;
    Integer index = dot < 0 ? null : index(key.substring(prefix.length(), dot));
    if (index == null || (indexed.size() >= MAX_MESSAGES && !indexed.containsKey(index))) {
      return indexed;
    }
    SortedMap<Integer, SortedMap<String, Value>> grown =
        indexed.isEmpty() ? new TreeMap<>() : indexed;
    grown.computeIfAbsent(index, i -> new TreeMap<>()).put(key.substring(dot + 1), value);
    return grown;
  }

  private static @Nullable Integer index(String digits) {
    if (digits.isEmpty() || digits.length() > 9) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return null;
      }
    }
    return Integer.valueOf(digits);
  }

  private static Draft draft(SortedMap<String, Value> fields, String defaultRole) {
    String role = text(fields, "role");
    // OpenLLMetry's completions of Bedrock name the field by the role.
    Value content = fields.get("content");
    ArrayNode parts = content(content == null ? fields.get("user") : content);
    Value calls = fields.get("tool_calls");
    if (calls != null) {
      Parts.addToolCalls(parts, RawJson.tree(calls));
    }
    byIndex(fields, "tool_calls.").values().forEach(call -> parts.add(toolCall(call)));
    Draft draft =
        new Draft(
            Folding.role(role == null ? defaultRole : role),
            parts,
            text(fields, "name"),
            text(fields, "finish_reason"));
    String callId = text(fields, "tool_call_id");
    return draft.asToolResult(callId == null ? text(fields, "tool_call.id") : callId);
  }

  /** A text stays a text, unless it is clearly a list of content blocks. */
  private static ArrayNode content(@Nullable Value content) {
    if (content == null) {
      return Json.MAPPER.createArrayNode();
    }
    if (!content.isText()) {
      return Parts.ofContent(RawJson.tree(content));
    }
    String text = content.text();
    JsonNode blocks = text.startsWith("[{") ? Json.structure(text) : null;
    boolean typed = blocks != null;
    if (blocks != null) {
      for (JsonNode block : blocks) {
        typed &= block.path("type").isTextual();
      }
    }
    return Parts.ofContent(typed && blocks != null ? blocks : TextNode.valueOf(text));
  }

  /** {@code name} and {@code arguments} stand below {@code function.} or beside {@code id}. */
  private static JsonNode toolCall(SortedMap<String, Value> call) {
    String name = text(call, "function.name");
    String arguments = text(call, "function.arguments");
    arguments = arguments == null ? text(call, "arguments") : arguments;
    return Parts.toolCall(
        text(call, "id"),
        name == null ? text(call, "name") : name,
        arguments == null ? Json.MAPPER.missingNode() : TextNode.valueOf(arguments));
  }

  private static @Nullable String text(SortedMap<String, Value> fields, String field) {
    Value value = fields.get(field);
    if (value == null || value.type() == Value.Type.NOTHING) {
      return null;
    }
    String text = value.isText() ? value.text() : RawJson.value(value);
    return text.isEmpty() ? null : text;
  }
}
