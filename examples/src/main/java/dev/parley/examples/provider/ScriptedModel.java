package dev.parley.examples.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.examples.scenario.ScriptedCall;
import java.io.UncheckedIOException;
import java.util.HashMap;
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

  private final Scenarios scenarios;

  ScriptedModel(Scenarios scenarios) {
    this.scenarios = scenarios;
  }

  Reply reply(Prompt prompt) {
    Exchange exchange = read(prompt.said());
    Set<String> tools = prompt.tools();
    Scenarios.Cue cue = exchange.cue;
    if (cue == null) {
      return say(improvise(exchange.question));
    }
    if (tools.contains(HAND_OVER)) {
      return call(
          List.of(
              new Reply.Call(
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
      List<Reply.Call> calls =
          rounds.get(exchange.rounds).stream()
              .filter(call -> tools.contains(call.tool()))
              .map(call -> new Reply.Call(call.tool(), json(call.fill(exchange.values))))
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

  private Exchange read(List<Said> said) {
    Exchange exchange = new Exchange();
    for (Said message : said) {
      switch (message.role()) {
        case USER -> {
          exchange.question = message.text();
          // What was looked up for a question may follow it.
          Optional<Scenarios.Cue> cue = scenarios.cue(exchange.question.split("\n\n", 2)[0]);
          cue.ifPresent(found -> exchange.values.putAll(found.values()));
          exchange.cue = cue.orElse(null);
          exchange.rounds = 0;
          exchange.failedTool = false;
        }
        case ASSISTANT -> {
          if (message.callsTools()) {
            exchange.rounds++;
          }
        }
        case TOOL -> remember(message.text(), exchange);
        case SYSTEM -> {}
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

  private static String improvise(String question) {
    return question.isBlank()
        ? "How can I help you today?"
        : "Thank you for asking. Orders leave our warehouse within one working day and arrive two"
            + " to three days later; with your order number I can tell you more.";
  }

  private static Reply say(String content) {
    return new Reply(content, List.of());
  }

  private static Reply call(List<Reply.Call> calls) {
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
