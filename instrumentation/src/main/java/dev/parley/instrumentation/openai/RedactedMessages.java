package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.sdk.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows the application's redactor every text that was said or passed, one at a time. */
final class RedactedMessages {

  /** They say what a part is; inside of arguments the same names are the application's. */
  private static final Set<String> STRUCTURE =
      Set.of("type", "role", "id", "name", "finish_reason", "mime_type", "modality", "file_id");

  private RedactedMessages() {}

  /** A copy of messages in the conventions' form, without what the redactor removes. */
  static ArrayNode of(ArrayNode messages, String key, Redactor redactor) {
    ArrayNode copy = messages.deepCopy();
    walk(copy, key, redactor, false);
    return copy;
  }

  private static void walk(JsonNode node, String key, Redactor redactor, boolean content) {
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
      for (Map.Entry<String, JsonNode> field : fields) {
        String name = field.getKey();
        JsonNode value = field.getValue();
        if (!value.isTextual()) {
          walk(value, key, redactor, content || name.equals("arguments"));
        } else if (content || !STRUCTURE.contains(name)) {
          String allowed = redactor.redact(key, value.textValue());
          if (allowed == null) {
            object.remove(name);
          } else {
            object.put(name, allowed);
          }
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode item = array.get(i);
        if (item.isTextual()) {
          String allowed = redactor.redact(key, item.textValue());
          array.set(i, TextNode.valueOf(allowed == null ? "" : allowed));
        } else {
          walk(item, key, redactor, content);
        }
      }
    }
  }
}
