package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.wire.Value;
import dev.parley.server.wire.WireSpan;
import java.util.List;
import java.util.SortedMap;

/**
 * What a retrieval asked and found: the query is what a user says, the documents are the parts of
 * one answer, each of type {@code document} with what the emitter tells of it.
 */
final class RetrievedDocuments {
  private RetrievedDocuments() {}

  /** Documents flattened as {@code <prefix>0.document.content}. */
  static ContentSource indexed(String prefix, String query) {
    return new ContentSource(
        Form.INDEXED,
        (sent, said) -> {
          if (!sent.attributes().hasIndexed()) {
            return;
          }
          ArrayNode parts = Json.MAPPER.createArrayNode();
          IndexedMessages.byIndex(sent.attributes(), prefix)
              .values()
              .forEach(fields -> parts.add(document(fields)));
          if (!parts.isEmpty()) {
            found(said, parts);
            asked(sent, said, query);
          }
        });
  }

  /** Documents in one attribute, as the conventions and Spring AI have them. */
  static ContentSource attribute(String documents, String query) {
    return new ContentSource(
        Form.VENDOR,
        (sent, said) -> {
          asked(sent, said, query);
          Value value = sent.attributes().get(documents);
          if (value != null) {
            found(said, documents(value));
          }
        });
  }

  /** Documents told by one event each. */
  static ContentSource events(String event, String prefix, String query) {
    return new ContentSource(
        Form.EVENTS,
        (sent, said) -> {
          if (sent.events().isEmpty()) {
            return;
          }
          ArrayNode parts = Json.MAPPER.createArrayNode();
          for (WireSpan.Event each : sent.events()) {
            if (each.name().equals(event)) {
              ObjectNode part = empty();
              each.attributes()
                  .forEach(
                      field -> {
                        if (field.name().startsWith(prefix)) {
                          String name = field.name().substring(prefix.length());
                          part.set(name, RawJson.tree(field.value()));
                        }
                      });
              parts.add(part.put("type", "document"));
            }
          }
          if (!parts.isEmpty()) {
            found(said, parts);
            asked(sent, said, query);
          }
        });
  }

  private static ArrayNode documents(Value value) {
    ArrayNode parts = Json.MAPPER.createArrayNode();
    JsonNode sent = value.isText() ? Json.structure(value.text()) : RawJson.tree(value);
    if (sent == null || !sent.isArray()) {
      return value.isText() && !value.text().isBlank()
          ? parts.add(empty().put("content", value.text()))
          : parts;
    }
    for (JsonNode each : sent) {
      JsonNode inner = each.isTextual() ? Json.structure(each.textValue()) : each;
      if (inner != null && inner.isObject()) {
        ObjectNode part = empty();
        inner.properties().forEach(field -> part.set(field.getKey(), field.getValue()));
        parts.add(part.put("type", "document"));
      } else {
        parts.add(empty().put("content", each.asText()));
      }
    }
    return parts;
  }

  private static ObjectNode document(SortedMap<String, Value> fields) {
    ObjectNode part = empty();
    fields.forEach(
        (key, value) -> {
          if (key.startsWith("document.")) {
            part.set(key.substring("document.".length()), RawJson.tree(value));
          }
        });
    return part.put("type", "document");
  }

  private static ObjectNode empty() {
    return Json.MAPPER.createObjectNode().put("type", "document");
  }

  private static void asked(Sent sent, Said said, String query) {
    String text = sent.attributes().content(query);
    if (text != null && !text.isEmpty()) {
      said.input(List.of(Messages.text("user", text)));
    }
  }

  private static void found(Said said, ArrayNode documents) {
    said.output(List.of(new Draft("assistant", documents, null, null)));
  }
}
