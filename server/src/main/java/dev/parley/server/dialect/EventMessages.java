package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.server.wire.Value;
import dev.parley.server.wire.WireSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages told by span events: one event a message, one event with all of them, and tool calls
 * with events of their own.
 */
record EventMessages(
    List<Draft> system, List<Draft> input, List<Draft> output, List<Draft> toolCalls) {
  static final ContentSource SOURCE =
      new ContentSource(
          ContentSource.Form.EVENTS,
          (sent, said) -> {
            if (!sent.events().isEmpty()) {
              EventMessages told = read(sent.events());
              said.system(told.system());
              said.input(told.input());
              said.output(told.output());
            }
          });

  /** Tool calls come last, because they complete an answer from wherever it was told. */
  static final ContentSource TOOL_CALLS =
      new ContentSource(
          ContentSource.Form.DOCUMENT,
          (sent, said) -> {
            if (!sent.events().isEmpty()) {
              said.toolCalls(read(sent.events()).toolCalls());
            }
          });

  static EventMessages read(List<WireSpan.Event> events) {
    EventMessages told =
        new EventMessages(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<Draft> prompts = new ArrayList<>();
    List<Draft> completions = new ArrayList<>();
    for (WireSpan.Event event : events) {
      if (event.name().startsWith("gen_ai.")) {
        told.read(event, prompts, completions);
      }
    }
    if (told.input.isEmpty()) {
      told.input.addAll(prompts);
    }
    if (told.output.isEmpty()) {
      told.output.addAll(completions);
    }
    return told;
  }

  private void read(WireSpan.Event event, List<Draft> prompts, List<Draft> completions) {
    Attributes attributes = new Attributes(event.attributes());
    switch (event.name()) {
      case "gen_ai.content.prompt" ->
          grow(prompts, whole(attributes, "gen_ai.prompt", "content", "user"));
      case "gen_ai.content.completion" ->
          grow(completions, whole(attributes, "gen_ai.completion", "completion", "assistant"));
      case "gen_ai.system.message" -> input.addAll(message(attributes, "system"));
      case "gen_ai.user.message" -> input.addAll(message(attributes, "user"));
      case "gen_ai.assistant.message" -> input.addAll(message(attributes, "assistant"));
      case "gen_ai.tool.message" -> input.addAll(message(attributes, "tool"));
      case "gen_ai.choice" -> output.addAll(message(attributes, "assistant"));
      case "gen_ai.tool.call" -> toolCalls.add(toolCall(attributes));
      case "gen_ai.client.inference.operation.details" -> {
        grow(
            system,
            whole(
                attributes, "gen_ai.system_instructions", "gen_ai.system_instructions", "system"));
        grow(input, whole(attributes, "gen_ai.input.messages", "content", "user"));
        grow(output, whole(attributes, "gen_ai.output.messages", "completion", "assistant"));
      }
      default -> {}
    }
  }

  private static List<Draft> whole(
      Attributes attributes, String key, String otherKey, String role) {
    String text = attributes.content(key);
    text = text == null ? attributes.content(otherKey) : text;
    return text == null ? List.of() : Messages.ofText(text, role);
  }

  /** Some emitters repeat all messages so far in each event; the last of these has them all. */
  private static void grow(List<Draft> all, List<Draft> more) {
    boolean repeats = more.size() >= all.size() && more.subList(0, all.size()).equals(all);
    if (repeats) {
      all.clear();
    }
    all.addAll(more);
  }

  /**
   * The body of a message event, in single attributes or as JSON in one of them; it may hold a list
   * of messages, an empty one too.
   */
  private static List<Draft> message(Attributes attributes, String role) {
    ObjectNode object = Json.MAPPER.createObjectNode();
    for (int i = 0; i < attributes.size(); i++) {
      object.set(attributes.key(i), node(attributes.value(i)));
    }
    JsonNode body = object.path("body").isObject() ? object.path("body") : object;
    return Messages.ofNode(withMessage((ObjectNode) body), role);
  }

  /** The choice's answer may be a text or a list of blocks instead of an object. */
  static ObjectNode withMessage(ObjectNode body) {
    JsonNode message = body.path("message");
    if ((message.isTextual() || message.isArray()) && !body.has("content")) {
      body.set("content", message);
      body.remove("message");
    }
    return body;
  }

  private static JsonNode node(Value value) {
    if (!value.isText()) {
      return RawJson.tree(value);
    }
    JsonNode structure = Json.structure(value.text());
    return structure == null ? TextNode.valueOf(value.text()) : structure;
  }

  private static Draft toolCall(Attributes attributes) {
    String name =
        attributes.text(
            List.of(
                "tool_call.function.name",
                "tool_call.name",
                "gen_ai.tool.name",
                "gen_ai.function.call.name"));
    String arguments =
        firstContent(
            attributes,
            "tool_call.function.arguments",
            "tool_call.input",
            "gen_ai.tool.call.arguments",
            "gen_ai.function.call.arguments");
    String id = attributes.text(List.of("tool_call.id", "gen_ai.tool.call.id"));
    JsonNode part =
        Parts.toolCall(
            id, name, arguments == null ? Json.MAPPER.missingNode() : TextNode.valueOf(arguments));
    return new Draft("assistant", Parts.of(part), null, null);
  }

  static @Nullable String firstContent(Attributes attributes, String... keys) {
    for (String key : keys) {
      String content = attributes.content(key);
      if (content != null) {
        return content;
      }
    }
    return null;
  }
}
