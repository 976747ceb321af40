package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** The events by which OpenAI's Responses API tells a response piece by piece. */
final class ResponseEvents {
  private static final JsonMapper JSON = new JsonMapper();

  private final ServerSentEvents events = new ServerSentEvents();
  private int number;

  private ResponseEvents() {}

  /** The events of a response, from what it is as it begins to what it is in the end. */
  static ServerSentEvents of(ObjectNode begun, ObjectNode completed) {
    ResponseEvents told = new ResponseEvents();
    told.send("response.created", event -> event.set("response", begun));
    told.send("response.in_progress", event -> event.set("response", begun));
    int index = 0;
    for (JsonNode item : completed.path("output")) {
      told.item(index++, (ObjectNode) item);
    }
    told.send("response.completed", event -> event.set("response", completed));
    return told.events;
  }

  private void item(int index, ObjectNode item) {
    ObjectNode begun = item.deepCopy();
    String type = item.path("type").asText();
    switch (type) {
      case "message" -> {
        begun.put("status", "in_progress").putArray("content");
        send(
            "response.output_item.added",
            event -> event.put("output_index", index).set("item", begun));
        text(index, item);
      }
      case "function_call" -> {
        begun.put("status", "in_progress").put("arguments", "");
        send(
            "response.output_item.added",
            event -> event.put("output_index", index).set("item", begun));
        arguments(index, item);
      }
      default ->
          send(
              "response.output_item.added",
              event -> event.put("output_index", index).set("item", begun));
    }
    send("response.output_item.done", event -> event.put("output_index", index).set("item", item));
  }

  private void text(int index, ObjectNode item) {
    JsonNode part = item.path("content").path(0);
    String text = part.path("text").asText();
    ObjectNode empty = ((ObjectNode) part).deepCopy().put("text", "");
    send(
        "response.content_part.added",
        event -> place(event, index, item).put("content_index", 0).set("part", empty));
    for (String piece : Protocol.pieces(text)) {
      send(
          "response.output_text.delta",
          event ->
              place(event, index, item)
                  .put("content_index", 0)
                  .put("delta", piece)
                  .putArray("logprobs"));
    }
    send(
        "response.output_text.done",
        event ->
            place(event, index, item)
                .put("content_index", 0)
                .put("text", text)
                .putArray("logprobs"));
    send(
        "response.content_part.done",
        event -> place(event, index, item).put("content_index", 0).set("part", part));
  }

  private void arguments(int index, ObjectNode item) {
    String arguments = item.path("arguments").asText();
    for (String piece : Protocol.pieces(arguments)) {
      send(
          "response.function_call_arguments.delta",
          event -> place(event, index, item).put("delta", piece));
    }
    send(
        "response.function_call_arguments.done",
        event ->
            place(event, index, item)
                .put("name", item.path("name").asText())
                .put("arguments", arguments));
  }

  private static ObjectNode place(ObjectNode event, int index, ObjectNode item) {
    return event.put("item_id", item.path("id").asText()).put("output_index", index);
  }

  private void send(String type, Consumer<ObjectNode> fields) {
    ObjectNode event = JSON.createObjectNode().put("type", type).put("sequence_number", number++);
    fields.accept(event);
    events.addNamed(event);
  }
}
