package dev.parley.instrumentation.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One content block of a streamed message. Not thread-safe. */
final class StreamedBlock {

  private final ObjectNode start;
  private final TextRoom room;
  private final StringBuilder text = new StringBuilder();
  private @Nullable String field;

  /**
   * A block that has begun.
   *
   * @param content whether what it says from the start is kept
   */
  StreamedBlock(ObjectNode start, TextRoom room, boolean content) {
    this.start = start;
    this.room = room;
    if (!content) {
      // The provider's own tools answer in one piece, which may be long.
      start.remove("content");
    }
  }

  /** The next piece of what it says; signatures and citations say nothing. */
  void add(Map<String, JsonValue> delta) {
    String type = EventFields.text(delta, "type");
    if (type == null) {
      return;
    }
    switch (type) {
      case "text_delta" -> add("text", EventFields.text(delta, "text"));
      case "thinking_delta" -> add("thinking", EventFields.text(delta, "thinking"));
      case "input_json_delta" -> add("input", EventFields.text(delta, "partial_json"));
      case "compaction_delta" -> add("content", EventFields.text(delta, "content"));
      default -> {}
    }
  }

  private void add(String said, @Nullable String more) {
    if (more != null) {
      if (field == null) {
        field = said;
        // A block may begin with text already.
        room.append(text, start.path(said).asText());
      }
      room.append(text, more);
    }
  }

  /** As a block of a message that came at once. */
  ObjectNode whole() {
    ObjectNode block = start.deepCopy();
    if (field == null) {
      return block;
    }
    return block.set(
        field, field.equals("input") ? input(text.toString()) : new TextNode(text.toString()));
  }

  /** A cut input is no JSON; then it stays the text that it is. */
  private JsonNode input(String json) {
    if (json.isEmpty()) {
      return start.path("input");
    }
    try {
      return ObjectMappers.jsonMapper().readTree(json);
    } catch (JsonProcessingException e) {
      return new TextNode(json);
    }
  }
}
