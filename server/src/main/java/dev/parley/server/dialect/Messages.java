package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.wire.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever emitters call messages (strings, chat-completion objects, messages with parts,
 * lists and wrappers of these) into the conventions' form. What cannot be read as JSON, because it
 * was cut or never was, becomes one text part: content is never lost.
 */
final class Messages {
  private Messages() {}

  /** The messages in a text: JSON of any of the known shapes, else one message of that text. */
  static List<Draft> ofText(String text, String defaultRole) {
    if (text.isEmpty()) {
      return List.of();
    }
    JsonNode node = Json.structure(text);
    if (node == null) {
      node = doubleEncoded(text);
    }
    return node == null ? List.of(text(defaultRole, text)) : ofNode(node, defaultRole);
  }

  /** One attribute: a text, a structure, or a list of JSON texts. */
  static List<Draft> ofAttribute(Attributes attributes, String key, String defaultRole) {
    Value value = attributes.get(key);
    return value == null ? List.of() : ofValue(value, defaultRole);
  }

  static List<Draft> ofValue(Value value, String defaultRole) {
    if (value.isText()) {
      List<Draft> read = MessageReader.read(value, defaultRole);
      return read == null ? ofOtherText(value, defaultRole) : read;
    }
    JsonNode tree = RawJson.tree(value);
    if (!tree.isArray()) {
      return ofNode(tree, defaultRole);
    }
    List<Draft> drafts = new ArrayList<>();
    boolean texts = true;
    for (JsonNode element : tree) {
      texts &= element.isTextual();
    }
    if (!texts) {
      return ofNode(tree, defaultRole);
    }
    tree.forEach(element -> drafts.addAll(ofText(element.textValue(), defaultRole)));
    return drafts;
  }

  /** A text that is one message, as system instructions are, may have come before. */
  private static List<Draft> ofOtherText(Value value, String defaultRole) {
    int slot = SeenMessages.slot(value.utf8(), value.from(), value.to());
    var seen = SeenMessages.find(slot, value.utf8(), value.from(), value.to(), defaultRole);
    if (seen != null) {
      return List.of(seen.draft());
    }
    List<Draft> drafts = ofText(value.text(), defaultRole);
    Draft.Sealed sealed = drafts.size() == 1 ? drafts.get(0).seal() : null;
    if (sealed == null) {
      return drafts;
    }
    JsonNode source = value.utf8()[value.from()] == '[' ? Json.parseStrictly(value.text()) : null;
    if (source != null && source.size() == 1) {
      sealed = sealed.of(source.get(0));
    }
    SeenMessages.add(slot, value.utf8(), value.from(), value.to(), defaultRole, sealed);
    return List.of(new Draft(sealed));
  }

  /** A message of one text part. */
  static Draft text(String role, String text) {
    return new Draft(role, Parts.of(text(text)), null, null);
  }

  static List<Draft> ofNode(JsonNode node, String defaultRole) {
    if (node.isTextual()) {
      return ofText(node.textValue(), defaultRole);
    }
    if (node.isObject()) {
      List<Draft> held = Wrappers.unwrap((ObjectNode) node, defaultRole);
      return held == null ? List.of(ofObject((ObjectNode) node, defaultRole)) : held;
    }
    if (!node.isArray()) {
      return node.isNull() ? List.of() : List.of(text(defaultRole, node.asText()));
    }
    if (isListOfParts(node)) {
      return List.of(new Draft(defaultRole, Parts.normalise(node), null, null));
    }
    List<Draft> drafts = new ArrayList<>();
    for (JsonNode element : node) {
      drafts.addAll(
          element.isTextual()
              ? List.of(text(defaultRole, element.textValue()))
              : ofNode(element, defaultRole));
    }
    return drafts;
  }

  /** {@code {role, parts}}, {@code {role, content, tool_calls}} or a choice around either. */
  static Draft ofObject(ObjectNode object, String defaultRole) {
    JsonNode message = object.path("message");
    if (message.isObject()) {
      Draft inner = ofObject((ObjectNode) message, defaultRole);
      String reason = firstText(object, "finish_reason", "finishReason");
      return reason == null ? inner : inner.withFinishReason(reason);
    }
    String role = Folding.role(orElse(textOf(object, "role"), defaultRole));
    ArrayNode parts;
    if (object.path("parts").isArray()) {
      parts = Parts.normalise(object.get("parts"));
    } else if (object.has("content") || object.has("tool_calls") || object.has("toolCalls")) {
      parts = Parts.ofContent(object.path("content"));
      Parts.addToolCalls(
          parts, object.has("tool_calls") ? object.get("tool_calls") : object.path("toolCalls"));
      Parts.addFunctionCall(parts, object.path("function_call"));
    } else if (object.has("type")) {
      parts = Parts.of(Parts.normalisePart(object));
    } else {
      // No shape that we know: the object itself is what was said.
      parts = Parts.of(text(Json.canonical(object)));
    }
    String reason = firstText(object, "finish_reason", "stop_reason", "finishReason", "stopReason");
    Draft draft = new Draft(role, parts, textOf(object, "name"), reason);
    String callId = firstText(object, "tool_call_id", "tool_call.id", "id");
    return draft.asToolResult(callId);
  }

  private static boolean isListOfParts(JsonNode array) {
    if (array.isEmpty()) {
      return false;
    }
    for (JsonNode element : array) {
      boolean part =
          element.isObject()
              && element.path("type").isTextual()
              && !element.has("role")
              && !element.has("message")
              && !Wrappers.isMessage(element);
      if (!part) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable JsonNode doubleEncoded(String text) {
    if (!text.startsWith("\"[") && !text.startsWith("\"{") && !text.startsWith("\"\\\"")) {
      return null;
    }
    JsonNode outer = Json.parse(text);
    return outer != null && outer.isTextual() ? Json.structure(outer.textValue()) : null;
  }

  static ObjectNode text(String content) {
    return Json.MAPPER.createObjectNode().put("type", "text").put("content", content);
  }

  static @Nullable String textOf(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (value.isTextual()) {
      return value.textValue().isEmpty() ? null : value.textValue();
    }
    return value.isNumber() ? value.asText() : null;
  }

  static @Nullable String firstText(JsonNode object, String... fields) {
    for (String field : fields) {
      String text = textOf(object, field);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }
}
