package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.model.Content;
import dev.parley.server.model.Told;
import dev.parley.server.wire.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content that travels in log records instead of spans: one message an event (conventions 1.28 to
 * 1.36), all of a call in one event (since 1.37, which some split into one for the input and one
 * for the output), and the prompt and completion events of 1.27. A message stands in the body, as a
 * structure or as JSON text, or in the attributes.
 */
final class ToldContent {
  /** Without any of these, capturing was off. */
  private static final List<String> CONTENT =
      List.of("content", "message", "parts", "tool_calls", "toolCalls", "function_call");

  private ToldContent() {}

  /** Null when the record says nothing of a span's content. */
  static @Nullable Told read(LogEvent event) {
    if (!event.name().startsWith("gen_ai.") || event.traceId() == null || event.spanId() == null) {
      return null;
    }
    Told told =
        switch (event.name()) {
          case "gen_ai.client.inference.operation.details" -> details(event);
          case "gen_ai.content.prompt" ->
              new Told(true, content(List.of(), whole(event, "gen_ai.prompt", "user"), List.of()));
          case "gen_ai.content.completion" ->
              new Told(
                  true,
                  content(List.of(), List.of(), whole(event, "gen_ai.completion", "assistant")));
          case "gen_ai.system.message" -> input(event, "system");
          case "gen_ai.user.message" -> input(event, "user");
          case "gen_ai.assistant.message" -> input(event, "assistant");
          case "gen_ai.tool.message" -> input(event, "tool");
          case "gen_ai.choice" ->
              new Told(false, content(List.of(), List.of(), message(event, "assistant")));
          default -> null;
        };
    return told == null || told.content().isEmpty() ? null : told;
  }

  private static Told details(LogEvent event) {
    return new Told(
        true,
        content(
            whole(event, "gen_ai.system_instructions", "system"),
            whole(event, "gen_ai.input.messages", "user"),
            whole(event, "gen_ai.output.messages", "assistant")));
  }

  private static Told input(LogEvent event, String role) {
    return new Told(false, content(List.of(), message(event, role), List.of()));
  }

  /** An attribute, or a member of the body under the same name. */
  private static List<Draft> whole(LogEvent event, String key, String role) {
    if (event.attributes().has(key)) {
      return Messages.ofAttribute(event.attributes(), key, role);
    }
    Value body = event.body();
    if (body.type() == Value.Type.OBJECT) {
      for (var member : body.members()) {
        if (member.name().equals(key)) {
          return Messages.ofValue(member.value(), role);
        }
      }
    }
    return List.of();
  }

  private static List<Draft> message(LogEvent event, String role) {
    ObjectNode body = body(event);
    if (body == null) {
      Value text = event.body();
      boolean said = text.isText() && !text.text().equals(event.name());
      return said ? Messages.ofValue(text, role) : List.of();
    }
    return saysSomething(body) ? Messages.ofNode(EventMessages.withMessage(body), role) : List.of();
  }

  private static boolean saysSomething(ObjectNode body) {
    for (String member : CONTENT) {
      if (body.has(member)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable ObjectNode body(LogEvent event) {
    Value body = event.body();
    if (!body.members().isEmpty()) {
      return (ObjectNode) RawJson.tree(body);
    }
    if (body.isText() && object(body.text()) instanceof ObjectNode object) {
      return object;
    }
    // Azure's and Microsoft's emitters, whose log bridges had no structured bodies.
    String attribute = event.attributes().content("gen_ai.event.content");
    return attribute != null && object(attribute) instanceof ObjectNode object ? object : null;
  }

  private static @Nullable JsonNode object(String text) {
    return Json.structure(text);
  }

  private static Content content(List<Draft> system, List<Draft> input, List<Draft> output) {
    return new Content(Said.seal(system), Said.seal(input), Said.seal(output));
  }
}
