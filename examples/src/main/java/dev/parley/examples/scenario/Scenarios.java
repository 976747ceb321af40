package dev.parley.examples.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All scenarios, read from {@code scenarios.json} beside this class. Immutable. */
public final class Scenarios {

  /**
   * Where a sentence stands in the script.
   *
   * @param scenario the scenario it belongs to
   * @param turn the turn it opens
   * @param values what the customer mentioned
   */
  public record Cue(Scenario scenario, Turn turn, Map<String, String> values) {}

  private static final JsonMapper JSON = new JsonMapper();

  private final List<Scenario> all;

  private Scenarios(List<Scenario> all) {
    this.all = List.copyOf(all);
  }

  /** Reads the scenarios that come with the examples. */
  public static Scenarios load() {
    try (InputStream stream =
        Objects.requireNonNull(
            Scenarios.class.getResourceAsStream("scenarios.json"),
            "scenarios.json is missing on the class path")) {
      List<Scenario> all = new ArrayList<>();
      JSON.readTree(stream).forEach(node -> all.add(scenario(node)));
      return new Scenarios(all);
    } catch (IOException e) {
      throw new UncheckedIOException("scenarios.json can't be read", e);
    }
  }

  /** The scenarios, in the order of the file. */
  public List<Scenario> all() {
    return all;
  }

  /** The scenario of this name. */
  public Scenario named(String id) {
    return all.stream()
        .filter(scenario -> scenario.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scenario is named " + id));
  }

  /** Finds the turn that a customer's sentence opens; empty if it stands in no script. */
  public Optional<Cue> cue(String sentence) {
    for (Scenario scenario : all) {
      for (Turn turn : scenario.turns()) {
        for (Phrase phrase : turn.say()) {
          Optional<Map<String, String>> values = phrase.match(sentence);
          if (values.isPresent()) {
            return Optional.of(new Cue(scenario, turn, values.get()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Scenario scenario(JsonNode node) {
    List<Turn> turns = new ArrayList<>();
    node.required("turns").forEach(turn -> turns.add(turn(turn)));
    return new Scenario(
        node.required("id").asText(),
        node.required("category").asText(),
        node.required("specialist").asText(),
        turns);
  }

  private static Turn turn(JsonNode node) {
    List<Phrase> say = new ArrayList<>();
    node.required("say").forEach(phrase -> say.add(Phrase.of(phrase.asText())));
    List<List<ScriptedCall>> rounds = new ArrayList<>();
    for (JsonNode round : node.path("rounds")) {
      List<ScriptedCall> calls = new ArrayList<>();
      round.forEach(call -> calls.add(call(call)));
      rounds.add(calls);
    }
    return new Turn(say, rounds, Phrase.of(node.required("answer").asText()));
  }

  private static ScriptedCall call(JsonNode node) {
    Map<String, Object> arguments = new HashMap<>();
    node.required("arguments")
        .properties()
        .forEach(
            field ->
                arguments.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class)));
    return new ScriptedCall(node.required("tool").asText(), arguments);
  }
}
