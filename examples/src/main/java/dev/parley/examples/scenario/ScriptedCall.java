package dev.parley.examples.scenario;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tool call that the model makes in a scripted turn.
 *
 * @param tool the tool's name
 * @param arguments the arguments; texts are templates of {@link Phrase}
 */
public record ScriptedCall(String tool, Map<String, Object> arguments) {

  public ScriptedCall {
    arguments = Map.copyOf(arguments);
  }

  /** The arguments with their places filled, in the order of their names. */
  public Map<String, Object> fill(Map<String, String> values) {
    Map<String, Object> filled = new LinkedHashMap<>();
    arguments.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            argument ->
                filled.put(
                    argument.getKey(),
                    argument.getValue() instanceof String text
                        ? Phrase.of(text).fill(values)
                        : argument.getValue()));
    return filled;
  }
}
