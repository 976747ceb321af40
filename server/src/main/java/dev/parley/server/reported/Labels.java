package dev.parley.server.reported;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.pricing.Provider;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a point, as far as they matter.
 *
 * @param operation {@code gen_ai.operation.name}, or null
 * @param provider canonical, or null
 * @param model the model that answered, else the one asked for, or null
 * @param tokenType which tokens were counted, as sent, or null
 * @param failed whether the calls failed
 */
record Labels(
    @Nullable String operation,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String tokenType,
    boolean failed) {
  private static final Set<String> ABSENT = Set.of("", "none", "unknown", "null");

  /** Operations whose tokens and time are those of the calls inside them. */
  private static final Set<String> AROUND_CALLS =
      Set.of(
          "invoke_agent",
          "create_agent",
          "invoke_workflow",
          "execute_tool",
          "agent_step",
          "plan",
          "framework");

  static Labels of(String attributes) {
    JsonNode object = PointReading.tree(attributes);
    if (object == null) {
      return new Labels(null, null, null, null, false);
    }
    return new Labels(
        first(object, "gen_ai.operation.name"),
        Provider.canonical(first(object, "gen_ai.provider.name", "gen_ai.system")),
        first(object, "gen_ai.response.model", "gen_ai.request.model", "model"),
        first(object, "gen_ai.token.type", "type"),
        first(object, "error.type", "error") != null);
  }

  boolean isAroundCalls() {
    return operation != null && AROUND_CALLS.contains(operation);
  }

  private static @Nullable String first(JsonNode object, String... keys) {
    for (String key : keys) {
      String text = object.path(key).asText();
      if (!ABSENT.contains(text.toLowerCase(Locale.ROOT))) {
        return text;
      }
    }
    return null;
  }
}
