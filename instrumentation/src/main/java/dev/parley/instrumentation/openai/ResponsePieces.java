package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.ObjectMappers;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextDeltaEvent;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts the events of a response together. The last of them holds the whole response; until it is
 * there, or where it says more than there is room for, the items are what their events told. Of the
 * text's events, of which there may be thousands, it reads the fields and makes no tree.
 */
final class ResponsePieces implements Pieces {

  /** More than a response has; what else comes from a stream is passed on, but not kept. */
  private static final int MOST_ITEMS = 1024;

  private final SortedMap<Long, ResponseItemPieces> items = new TreeMap<>();
  private final boolean content;
  private final TextRoom room;
  private JsonNode begun = MissingNode.getInstance();
  private JsonNode whole = MissingNode.getInstance();
  private JsonNode error = MissingNode.getInstance();

  ResponsePieces(boolean content) {
    this.content = content;
    this.room = new TextRoom(content ? TextRoom.MOST : 0);
  }

  @Override
  public void add(Object piece) {
    if (!(piece instanceof ResponseStreamEvent event)) {
      return;
    }
    Optional<ResponseTextDeltaEvent> text = event.outputTextDelta();
    if (text.isPresent()) {
      ResponseItemPieces item = item(text.get()._outputIndex().asKnown().orElse(0L));
      long index = text.get()._contentIndex().asKnown().orElse(0L);
      item.text(index, text.get()._delta().asKnown().orElse(""));
    } else {
      add(ObjectMappers.jsonMapper().<JsonNode>valueToTree(event));
    }
  }

  private void add(JsonNode event) {
    long index = event.path("output_index").asLong();
    String delta = event.path("delta").asText();
    switch (event.path("type").asText()) {
      case "response.created" -> begun = event.path("response");
      case "response.completed", "response.incomplete", "response.failed" ->
          whole = event.path("response");
      case "error" -> error = event;
      case "response.output_item.added" -> item(index).begin(event.path("item"));
      case "response.output_item.done" -> item(index).end(event.path("item"));
      case "response.refusal.delta" ->
          item(index).refusal(event.path("content_index").asLong(), delta);
      case "response.function_call_arguments.delta", "response.mcp_call_arguments.delta" ->
          item(index).arguments("arguments", delta);
      case "response.custom_tool_call_input.delta" -> item(index).arguments("input", delta);
      case "response.reasoning_summary_text.delta" ->
          item(index).thought("summary", event.path("summary_index").asLong(), delta);
      case "response.reasoning_text.delta" ->
          item(index).thought("content", event.path("content_index").asLong(), delta);
      default -> {
        // It says nothing that the item's own events don't.
      }
    }
  }

  private ResponseItemPieces item(long index) {
    return items.size() < MOST_ITEMS || items.containsKey(index)
        ? items.computeIfAbsent(index, first -> new ResponseItemPieces(room))
        : new ResponseItemPieces(new TextRoom(0));
  }

  @Override
  public boolean isWhole() {
    return whole.isObject() || error.isObject();
  }

  @Override
  public Answer answer() {
    if (whole.isObject() && !(content && room.isCut())) {
      return new ResponsesAnswer(whole);
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (begun.isObject()) {
      answer.setAll((ObjectNode) begun);
      answer.remove("status");
    }
    if (whole.isObject()) {
      answer.setAll((ObjectNode) whole);
    }
    if (error.isObject()) {
      answer.set("error", error);
    }
    ArrayNode output = answer.putArray("output");
    boolean cut = room.isCut();
    items.values().forEach(item -> output.add(item.tree(cut)));
    return new ResponsesAnswer(answer);
  }

  @Override
  public TextRoom room() {
    return room;
  }
}
