package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.server.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** OpenInference's flattened messages: {@code llm.input_messages.0.message.role} and so on. */
final class InferenceMessages {
  static final ContentSource SOURCE =
      new ContentSource(ContentSource.Form.INDEXED, InferenceMessages::fill);

  private InferenceMessages() {}

  private static void fill(Sent sent, Said said) {
    Attributes attributes = sent.attributes();
    if (!attributes.hasIndexed()) {
      return;
    }
    if (said.lacksInput()) {
      said.input(messages(attributes, "llm.input_messages.", "user"));
      said.input(texts(attributes, "llm.prompts.", "prompt.text", "user"));
      said.input(texts(attributes, "embedding.embeddings.", "embedding.text", "user"));
    }
    if (said.lacksOutput()) {
      said.output(messages(attributes, "llm.output_messages.", "assistant"));
      said.output(texts(attributes, "llm.choices.", "completion.text", "assistant"));
    }
  }

  private static List<Draft> messages(Attributes attributes, String prefix, String role) {
    List<Draft> drafts = new ArrayList<>();
    IndexedMessages.byIndex(attributes, prefix)
        .values()
        .forEach(fields -> drafts.add(message(fields, role)));
    return drafts;
  }

  private static List<Draft> texts(
      Attributes attributes, String prefix, String field, String role) {
    List<Draft> drafts = new ArrayList<>();
    IndexedMessages.byIndex(attributes, prefix)
        .values()
        .forEach(
            fields -> {
              String text = Attributes.content(fields.get(field));
              if (text != null && !text.isEmpty()) {
                drafts.add(Messages.text(role, text));
              }
            });
    return drafts;
  }

  private static Draft message(SortedMap<String, Value> fields, String defaultRole) {
    ArrayNode parts = Json.MAPPER.createArrayNode();
    String content = Attributes.content(fields.get("message.content"));
    if (content != null) {
      parts.addAll(Parts.ofContent(TextNode.valueOf(content)));
    }
    IndexedMessages.byIndex(fields, "message.contents.")
        .values()
        .forEach(each -> parts.add(part(each)));
    IndexedMessages.byIndex(fields, "message.tool_calls.")
        .values()
        .forEach(
            call ->
                parts.add(
                    Parts.toolCall(
                        Attributes.text(call.get("tool_call.id")),
                        Attributes.text(call.get("tool_call.function.name")),
                        node(call.get("tool_call.function.arguments")))));
    String function = Attributes.text(fields.get("message.function_call_name"));
    if (function != null) {
      parts.add(
          Parts.toolCall(null, function, node(fields.get("message.function_call_arguments_json"))));
    }
    String role = Attributes.text(fields.get("message.role"));
    Draft draft =
        new Draft(
            Folding.role(role == null ? defaultRole : role),
            parts,
            Attributes.text(fields.get("message.name")),
            Attributes.text(fields.get("message.finish_reason")));
    return draft.asToolResult(Attributes.text(fields.get("message.tool_call_id")));
  }

  /** A content part; of a type that we don't know, everything that it has. */
  private static ObjectNode part(SortedMap<String, Value> fields) {
    String type = Attributes.text(fields.get("message_content.type"));
    String text = Attributes.content(fields.get("message_content.text"));
    String image = Attributes.text(fields.get("message_content.image.image.url"));
    if (image != null) {
      return Parts.image(image);
    }
    if (text != null) {
      boolean thought = "reasoning".equals(type) || "thinking".equals(type);
      return thought ? Parts.reasoning(text) : Messages.text(text);
    }
    ObjectNode part = Json.MAPPER.createObjectNode();
    fields.forEach(
        (key, value) -> part.set(key.substring(key.lastIndexOf('.') + 1), RawJson.tree(value)));
    return part;
  }

  private static JsonNode node(@Nullable Value value) {
    return value == null ? Json.MAPPER.missingNode() : RawJson.tree(value);
  }
}
