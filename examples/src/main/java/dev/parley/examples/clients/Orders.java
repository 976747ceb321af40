package dev.parley.examples.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Tool;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** What the customers of these examples ask, and the one tool that knows about it. */
final class Orders {
  static final String FIRST =
      "Good morning. My refund for order SO-12345 (desk lamp) seems to be stuck, could you have a"
          + " look?";
  static final String SECOND = "Will the shipping costs be refunded as well?";
  static final String INSTRUCTIONS = "You look after the orders of a furniture shop.";

  static final String TOOL = "look_up_order";
  static final String DESCRIPTION = "Finds an order by its number.";
  static final Map<String, Object> PROPERTIES = Map.of("order", Map.of("type", "string"));
  static final String REQUIRED = "order";

  private static final JsonMapper JSON = new JsonMapper();

  private Orders() {}

  /** Looks an order up; the call becomes a span within the turn. */
  static Map<String, Object> lookUp(Parley parley, String callId, Map<String, ?> arguments) {
    return Tool.of(TOOL)
        .on(parley)
        .type("function")
        .description(DESCRIPTION)
        .callId(callId)
        .arguments(arguments)
        .call(
            () ->
                Map.of(
                    "order",
                    Objects.toString(arguments.get("order"), "unknown"),
                    "returned_on",
                    "3 March",
                    "total",
                    "89.00 euros",
                    "payment_method",
                    "credit card"));
  }

  static Map<String, Object> object(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the model's arguments are no JSON: " + json, e);
    }
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
