package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One item of a streamed response. Not thread-safe. */
final class ResponseItemPieces {

  /** More than an item has. */
  private static final int MOST_PARTS = 256;

  /** Where a part is. */
  private record Place(String list, long index) {}

  /**
   * A part of an item.
   *
   * @param field what its text is called
   */
  private record Part(String type, String field, StringBuilder text) {}

  private final TextRoom room;
  private final Map<Place, Part> parts = new LinkedHashMap<>();
  private final StringBuilder arguments = new StringBuilder();
  private String argumentsField = "arguments";
  private JsonNode begun = JsonNodeFactory.instance.objectNode();
  private @Nullable JsonNode ended;

  ResponseItemPieces(TextRoom room) {
    this.room = room;
  }

  void begin(JsonNode item) {
    begun = item;
  }

  void end(JsonNode item) {
    ended = item;
  }

  void text(long index, String more) {
    append("content", index, "output_text", "text", more);
  }

  void refusal(long index, String more) {
    append("content", index, "refusal", "refusal", more);
  }

  void thought(String list, long index, String more) {
    append(list, index, list.equals("summary") ? "summary_text" : "reasoning_text", "text", more);
  }

  void arguments(String field, String more) {
    argumentsField = field;
    room.append(arguments, more);
  }

  private void append(String list, long index, String type, String field, String more) {
    Place place = new Place(list, index);
    if (parts.size() < MOST_PARTS || parts.containsKey(place)) {
      Part part = parts.computeIfAbsent(place, first -> new Part(type, field, new StringBuilder()));
      room.append(part.text(), more);
    }
  }

  /**
   * The item as it would have come at once, as far as it has.
   *
   * @param cut whether there was no room for all that was said; then only what was kept is told
   */
  ObjectNode tree(boolean cut) {
    if (ended instanceof ObjectNode whole && !cut) {
      return whole;
    }
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    if (begun instanceof ObjectNode first) {
      item.setAll(first);
    }
    parts.forEach(
        (place, part) -> {
          ArrayNode list =
              item.get(place.list()) instanceof ArrayNode there
                  ? there
                  : item.putArray(place.list());
          list.addObject().put("type", part.type()).put(part.field(), part.text().toString());
        });
    if (!arguments.isEmpty()) {
      item.put(argumentsField, arguments.toString());
    }
    return item;
  }
}
