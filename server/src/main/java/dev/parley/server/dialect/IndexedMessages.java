package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.server.dialect.Messages.Draft;
import io.opentelemetry.proto.common.v1.AnyValue;
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

  private IndexedMessages() {}

  /** Prompts and answers under these prefixes, which end in a dot. */
  static ContentSource source(String prompts, String completions) {
    return new ContentSource(
        ContentSource.Form.INDEXED,
        (sent, said) -> {
          if (said.lacksInput()) {
            said.input(read(sent.attributes(), prompts, "user"));
          }
          if (said.lacksOutput()) {
            said.output(read(sent.attributes(), completions, "assistant"));
          }
        });
  }

  private static List<Draft> read(Attributes attributes, String prefix, String defaultRole) {
    var indexed = byIndex(attributes.all(), prefix);
    if (indexed.isEmpty()) {
      return List.of();
    }
    List<Draft> drafts = new ArrayList<>();
    indexed.forEach((index, fields) -> drafts.add(draft(fields, defaultRole)));
    return drafts;
  }

  /** The entries {@code <prefix><index>.<rest>} by index, then by rest. */
  static SortedMap<Integer, SortedMap<String, AnyValue>> byIndex(
      Map<String, AnyValue> values, String prefix) {
    SortedMap<Integer, SortedMap<String, AnyValue>> indexed = null;
    for (Map.Entry<String, AnyValue> entry : values.entrySet()) {
      String key = entry.getKey();
      int dot = key.startsWith(prefix) ? key.indexOf('.', prefix.length()) : -1;
      Integer index = dot < 0 ? null : index(key.substring(prefix.length(), dot));
      if (index != null) {
        indexed = indexed == null ? new TreeMap<>() : indexed;
        if (indexed.containsKey(index) || indexed.size() < MAX_MESSAGES) {
          indexed
              .computeIfAbsent(index, i -> new TreeMap<>())
              .put(key.substring(dot + 1), entry.getValue());
        }
      }
    }
    return indexed == null ? Collections.emptySortedMap() : indexed;
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

  private static Draft draft(SortedMap<String, AnyValue> fields, String defaultRole) {
    String role = text(fields, "role");
    // OpenLLMetry's completions of Bedrock name the field by the role.
    AnyValue content = fields.get("content");
    ArrayNode parts = content(content == null ? fields.get("user") : content);
    AnyValue calls = fields.get("tool_calls");
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
  private static ArrayNode content(@Nullable AnyValue content) {
    if (content == null) {
      return Json.MAPPER.createArrayNode();
    }
    if (!content.hasStringValue()) {
      return Parts.ofContent(RawJson.tree(content));
    }
    String text = content.getStringValue();
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
  private static JsonNode toolCall(SortedMap<String, AnyValue> call) {
    String name = text(call, "function.name");
    String arguments = text(call, "function.arguments");
    arguments = arguments == null ? text(call, "arguments") : arguments;
    return Parts.toolCall(
        text(call, "id"),
        name == null ? text(call, "name") : name,
        arguments == null ? Json.MAPPER.missingNode() : TextNode.valueOf(arguments));
  }

  private static @Nullable String text(SortedMap<String, AnyValue> fields, String field) {
    AnyValue value = fields.get(field);
    if (value == null || value.getValueCase() == AnyValue.ValueCase.VALUE_NOT_SET) {
      return null;
    }
    String text = value.hasStringValue() ? value.getStringValue() : RawJson.value(value);
    return text.isEmpty() ? null : text;
  }
}
