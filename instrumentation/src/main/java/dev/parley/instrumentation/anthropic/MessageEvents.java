package dev.parley.instrumentation.anthropic;

import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the events of a streamed message together: its beginning, its content blocks by their index,
 * whatever their order, and what its end adds. The client keeps the JSON of each event, which is
 * the same for the stable and the beta API.
 */
final class MessageEvents implements Pieces {

  /** What else comes from a stream is passed on, but not kept. */
  private static final int MOST_BLOCKS = 1024;

  private final SortedMap<Long, StreamedBlock> blocks = new TreeMap<>();
  private final TextRoom room;
  private final boolean content;
  private @Nullable ObjectNode message;
  private final ObjectNode usage = JsonNodeFactory.instance.objectNode();
  private final ObjectNode end = JsonNodeFactory.instance.objectNode();
  private @Nullable String laterModel;
  private boolean stopped;

  /**
   * Of one stream.
   *
   * @param content whether what is said is recorded
   */
  MessageEvents(boolean content) {
    this.content = content;
    this.room = new TextRoom(content ? TextRoom.MOST : 0);
  }

  @Override
  public void add(Object piece) {
    Map<String, JsonValue> event = EventFields.of(json(piece));
    String type = EventFields.text(event, "type");
    if (type == null) {
      return;
    }
    switch (type) {
      case "message_start" -> start(event);
      case "content_block_start" -> startBlock(event);
      case "content_block_delta" -> {
        StreamedBlock block = blocks.get(EventFields.index(event));
        if (block != null) {
          block.add(EventFields.of(event.get("delta")));
        }
      }
      case "message_delta" -> end(event);
      case "message_stop" -> stopped = true;
      default -> {}
    }
  }

  private static @Nullable JsonValue json(Object piece) {
    if (piece instanceof RawMessageStreamEvent event) {
      return event._json().orElseGet(() -> made(event));
    }
    if (piece instanceof BetaRawMessageStreamEvent event) {
      return event._json().orElseGet(() -> made(event));
    }
    return piece instanceof JsonValue value ? value : null;
  }

  /** An event that did not come from the provider has no JSON yet. */
  private static JsonValue made(Object event) {
    return JsonValue.fromJsonNode(ObjectMappers.jsonMapper().valueToTree(event));
  }

  private void start(Map<String, JsonValue> event) {
    JsonNode started = EventFields.node(event.get("message"));
    if (started instanceof ObjectNode object) {
      message = object;
      merge(usage, object.path("usage"));
    }
  }

  private void startBlock(Map<String, JsonValue> event) {
    JsonNode block = EventFields.node(event.get("content_block"));
    if (!(block instanceof ObjectNode object)) {
      return;
    }
    if (block.path("type").asText().equals("fallback")) {
      // Another model goes on.
      laterModel = ContentBlocks.text(block.path("to").path("model"));
    }
    if (blocks.size() < MOST_BLOCKS) {
      blocks.put(EventFields.index(event), new StreamedBlock(object, room, content));
    }
  }

  private void end(Map<String, JsonValue> event) {
    merge(end, EventFields.node(event.get("delta")));
    merge(usage, EventFields.node(event.get("usage")));
  }

  /** The later of two values counts, where there is one. */
  private static void merge(ObjectNode into, JsonNode later) {
    for (Iterator<String> names = later.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!later.get(name).isNull()) {
        into.set(name, later.get(name));
      }
    }
  }

  @Override
  public boolean isWhole() {
    return stopped;
  }

  @Override
  public Answer answer() {
    if (message == null) {
      return Answer.NONE;
    }
    ObjectNode whole = message.deepCopy();
    merge(whole, end);
    if (laterModel != null) {
      whole.put("model", laterModel);
    }
    whole.set("usage", usage);
    ArrayNode said = whole.putArray("content");
    blocks.values().forEach(block -> said.add(block.whole()));
    return new MessagesAnswer(whole);
  }

  @Override
  public TextRoom room() {
    return room;
  }
}
