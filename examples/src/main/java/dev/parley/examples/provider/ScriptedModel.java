package dev.parley.examples.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.examples.scenario.ScriptedCall;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers by the script: it looks at what the request asks and offers, never at a
 * state of its own. Asked by an agent that can hand over, it hands over; by one with tools, it
 * calls those of the script; with their results, it answers with what they found. Thread-safe.
 */
final class ScriptedModel {

  private static final JsonMapper JSON = new JsonMapper();

  /** The tool by which an agent gives a conversation to another. */
  private static final String HAND_OVER = "hand_over";

  /**
   * A tool call of a reply.
   *
   * @param arguments JSON text
   */
  record Call(String tool, String arguments) {}

  /** What the model says: a text, or tool calls and an empty text. */
  record Reply(String content, List<Call> calls) {}

  private final Scenarios scenarios;

  ScriptedModel(Scenarios scenarios) {
    this.scenarios = scenarios;
  }

  Reply reply(JsonNode request) {
    Exchange exchange = read(request.path("messages"));
    Set<String> tools = new HashSet<>();
    request.path("tools").forEach(tool -> tools.add(tool.path("function").path("name").asText()));
    Scenarios.Cue cue = exchange.cue;
    if (cue == null) {
      return say(improvise(exchange.question));
    }
    if (tools.contains(HAND_OVER)) {
      return call(
          List.of(
              new Call(
                  HAND_OVER,
                  json(
                      Map.of(
                          "to",
                          cue.scenario().specialist(),
                          "category",
                          cue.scenario().category(),
                          "reason",
                          "The customer asks about: " + cue.scenario().category())))));
    }
    if (exchange.failedTool) {
      return say(
          "I'm sorry, one of our systems can't be reached at the moment, so I can't confirm this"
              + " yet. I'll try again in ten minutes and write to you here as soon as I know"
              + " more.");
    }
    List<List<ScriptedCall>> rounds = cue.turn().rounds();
    if (exchange.rounds < rounds.size()) {
      List<Call> calls =
          rounds.get(exchange.rounds).stream()
              .filter(call -> tools.contains(call.tool()))
              .map(call -> new Call(call.tool(), json(call.fill(exchange.values))))
              .toList();
      if (!calls.isEmpty()) {
        return call(calls);
      }
    }
    return say(cue.turn().answer().fill(exchange.values));
  }

  /** What the messages of a request amount to. */
  private static final class Exchange {
    private final Map<String, String> values = new HashMap<>();
    private String question = "";
    private Scenarios.@Nullable Cue cue;
    private int rounds;
    private boolean failedTool;
  }

  private Exchange read(JsonNode messages) {
    Exchange exchange = new Exchange();
    for (JsonNode message : messages) {
      switch (message.path("role").asText()) {
        case "user" -> {
          exchange.question = text(message.path("content"));
          Optional<Scenarios.Cue> cue = scenarios.cue(exchange.question);
          cue.ifPresent(found -> exchange.values.putAll(found.values()));
          exchange.cue = cue.orElse(null);
          exchange.rounds = 0;
          exchange.failedTool = false;
        }
        case "assistant" -> {
          if (message.path("tool_calls").size() > 0) {
            exchange.rounds++;
          }
        }
        case "tool" -> remember(text(message.path("content")), exchange);
        default -> {}
      }
    }
    return exchange;
  }

  private static void remember(String result, Exchange exchange) {
    try {
      JsonNode fields = JSON.readTree(result);
      exchange.failedTool |= fields.has("error");
      fields
          .properties()
          .forEach(
              field -> exchange.values.put("tool." + field.getKey(), field.getValue().asText()));
    } catch (JsonProcessingException e) {
      // A tool may answer in plain text; the script takes nothing from it.
      exchange.values.put("tool.text", result);
    }
  }

  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()));
    return text.toString();
  }

  private static String improvise(String question) {
    return question.isBlank()
        ? "How can I help you today?"
        : "Thank you for asking. Orders leave our warehouse within one working day and arrive two"
            + " to three days later; with your order number I can tell you more.";
  }

  private static Reply say(String content) {
    return new Reply(content, List.of());
  }

  private static Reply call(List<Call> calls) {
    return new Reply("", List.copyOf(calls));
  }

  private static String json(Map<String, Object> arguments) {
    try {
      return JSON.writeValueAsString(new java.util.TreeMap<>(arguments));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
