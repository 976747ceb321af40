package dev.parley.examples.support;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Something an agent can do.
 *
 * @param name the name under which the model calls it
 * @param description what the model reads about it
 * @param parameters the names of its parameters, all of them required
 * @param action what it does: arguments in, facts out
 */
record Tool(
    String name,
    String description,
    List<String> parameters,
    Function<Map<String, Object>, Map<String, String>> action) {

  static Tool of(
      String name,
      String description,
      Function<Map<String, Object>, Map<String, String>> action,
      String... parameters) {
    return new Tool(name, description, List.of(parameters), action);
  }

  /** The JSON schema of its arguments. */
  Map<String, Object> schema() {
    return Map.of("type", "object", "properties", properties(), "required", parameters);
  }

  /** Its parameters' schemas by their names. */
  Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    parameters.forEach(parameter -> properties.put(parameter, Map.of("type", type(parameter))));
    return properties;
  }

  private static String type(String parameter) {
    return switch (parameter) {
      case "days", "minutes", "months" -> "integer";
      case "invoices" -> "boolean";
      default -> "string";
    };
  }

  /** Facts in the order in which they are given: name, value, name, value. */
  static Map<String, String> facts(String... namesAndValues) {
    Map<String, String> facts = new LinkedHashMap<>();
    List<String> list = Arrays.asList(namesAndValues);
    for (int i = 0; i + 1 < list.size(); i += 2) {
      facts.put(list.get(i), list.get(i + 1));
    }
    return facts;
  }
}
