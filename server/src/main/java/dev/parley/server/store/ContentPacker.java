package dev.parley.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.model.LargeText;
import dev.parley.server.model.Message;
import dev.parley.server.model.Raw;
import dev.parley.server.model.WellFormed;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the large parts of one record's JSON by references, and gathers what they refer to.
 * {@link PackedJson} undoes it. Not thread-safe; one per record.
 *
 * <p>What is replaced: a string of {@value #LARGE_TEXT} characters or more; where such a string is
 * JSON text, its parts rather than the whole; each message in an array of messages (objects with a
 * role), so that a history that grows by one message stores one; a nested value with {@value
 * #LARGE_VALUE} characters or more in which nothing else was replaced. Of attributes that filters
 * look into, only what has {@value #LARGE_FILTERED} characters or more.
 */
public final class ContentPacker {
  private static final int MAX_STRINGS = 2;
  private static final String EMPTY = "\"\"";
  private static final int LARGE_TEXT = LargeText.LENGTH;
  private static final int LARGE_VALUE = 2048;
  private static final int LARGE_FILTERED = 8192;

  /** Names of attributes with several values each, which filters look into. */
  private static final Set<String> FILTERED =
      Set.of("metadata", "tags", "langfuse.trace.tags", "tag.tags", "langsmith.span.tags");

  /** A reference is about as long. */
  private static final int LARGE_MESSAGE = 48;

  private final Collection<Message> messages;
  private @Nullable Map<String, Message> byJson;
  private @Nullable Set<UUID> hashes;
  private final Map<UUID, String> blobs = new LinkedHashMap<>();
  private final Map<String, String> packedTexts = new HashMap<>(4);
  private int references;

  /** How many strings of JSON text the node at hand is inside of. */
  private int strings;

  /** Whether the node at hand is the value of a {@link #FILTERED} attribute, not too large. */
  private boolean filtered;

  /** Length of the node that was packed last, roughly. */
  private long size;

  /**
   * @param messages those that are stored with the record anyway
   */
  public ContentPacker(Collection<Message> messages) {
    this.messages = messages;
  }

  /** What the packed JSON refers to, besides messages. */
  public Map<UUID, String> blobs() {
    return blobs;
  }

  /**
   * Packs a JSON value; text that is not JSON is packed as a string.
   *
   * @param levels how many outer levels are structure that is never replaced as a whole
   */
  public String packJson(String text, int levels) {
    String json = WellFormed.text(text);
    if (json.length() < LARGE_TEXT && !PackedJson.hasMarkers(json)) {
      return json;
    }
    JsonNode node = ExactJson.read(json);
    if (node == null) {
      return packText(json);
    }
    int before = references;
    JsonNode packed = pack(node, levels);
    return references == before ? json : ExactJson.write(packed);
  }

  /** Packs a span's attributes, without parsing them where it is known what is large in them. */
  public String packAttributes(Raw raw) {
    String outline = raw.outline();
    List<LargeText> large = raw.largeTexts();
    if (large == null) {
      return packJson(outline, 1);
    }
    if (large.isEmpty()) {
      return outline;
    }
    StringBuilder packed = new StringBuilder(outline.length() + 100 * large.size());
    int copied = 0;
    for (LargeText each : large) {
      packed.append(outline, copied, each.at());
      if (FILTERED.contains(each.key())) {
        filtered(each.text(), packed);
      } else if (!quote(each.messages(), packed)) {
        packed.append(packText(each.text()));
      }
      copied = each.at() + EMPTY.length();
    }
    return packed.append(outline, copied, outline.length()).toString();
  }

  private void filtered(String text, StringBuilder packed) {
    if (text.length() < LARGE_FILTERED) {
      Raw.appendJson(text, packed);
    } else {
      packed.append(packText(text));
    }
  }

  /** References to messages where a string of JSON stood; false where one of them is not stored. */
  private boolean quote(List<LargeText.Quoted> quoted, StringBuilder packed) {
    if (quoted.isEmpty()) {
      return false;
    }
    Set<UUID> known = hashes();
    int start = packed.length();
    packed.append("{\"").append(PackedJson.JSON).append("\":");
    char before = '[';
    for (LargeText.Quoted each : quoted) {
      if (!known.contains(each.message().hash())) {
        packed.setLength(start);
        return false;
      }
      packed
          .append(before)
          .append("{\"")
          .append(PackedJson.MESSAGE)
          .append("\":\"")
          .append(ContentHash.toHex(each.message().hash()))
          .append('"');
      if (each.finishReason() != null) {
        packed
            .append(",\"")
            .append(PackedJson.FINISH_REASON)
            .append("\":")
            .append(ExactJson.write(ExactJson.NODES.textNode(each.finishReason())));
      }
      packed.append('}');
      before = ',';
    }
    packed.append("]}");
    return true;
  }

  /** Packs a text as a JSON string. */
  public String packText(String text) {
    if (text.length() < LARGE_TEXT && isPlain(text)) {
      return '"' + text + '"';
    }
    // What a tool was given and gave back is an attribute as well.
    return packedTexts.computeIfAbsent(text, key -> ExactJson.write(packString(key)));
  }

  private JsonNode pack(JsonNode node, int levels) {
    if (node.isTextual()) {
      return packString(node.textValue());
    }
    if (!node.isContainerNode()) {
      size = 8;
      return node;
    }
    int before = references;
    JsonNode packed =
        node instanceof ArrayNode array ? packArray(array, levels) : packObject(node, levels);
    if (levels <= 0 && references == before && size >= (filtered ? LARGE_FILTERED : LARGE_VALUE)) {
      return reference(PackedJson.VALUE, blob(ExactJson.write(node)));
    }
    return packed;
  }

  private JsonNode packString(String string) {
    String text = WellFormed.text(string);
    size = text.length() + 3L;
    if (text.length() < (filtered ? LARGE_FILTERED : LARGE_TEXT)) {
      return ExactJson.NODES.textNode(text);
    }
    filtered = false;
    JsonNode value = strings < MAX_STRINGS && looksLikeJson(text) ? ExactJson.read(text) : null;
    if (value != null) {
      int before = references;
      strings++;
      JsonNode packed = pack(value, 1);
      strings--;
      if (references > before) {
        return ExactJson.NODES.objectNode().set(PackedJson.JSON, packed);
      }
    }
    return reference(PackedJson.TEXT, blob(text));
  }

  private JsonNode packArray(ArrayNode node, int levels) {
    ArrayNode array = ExactJson.NODES.arrayNode(node.size());
    long sum = 2;
    for (JsonNode child : node) {
      JsonNode message = child.path("role").isTextual() ? packMessage((ObjectNode) child) : null;
      array.add(message != null ? message : pack(child, levels - 1));
      sum += size;
    }
    size = sum;
    return array;
  }

  private JsonNode packObject(JsonNode node, int levels) {
    if (PackedJson.isMarked(node)) {
      references++;
      JsonNode literal = ExactJson.NODES.objectNode().set(PackedJson.LITERAL, node);
      size = 64;
      return literal;
    }
    ObjectNode object = ExactJson.NODES.objectNode();
    long sum = 2;
    boolean attributes = levels == 1 && strings == 0;
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (attributes) {
        filtered = FILTERED.contains(field.getKey());
      }
      object.set(field.getKey(), pack(field.getValue(), levels - 1));
      sum += size + field.getKey().length() + 4;
    }
    if (attributes) {
      filtered = false;
    }
    size = sum;
    return object;
  }

  /** A reference to a message; null for a short one that nobody else stores. */
  private @Nullable JsonNode packMessage(ObjectNode message) {
    JsonNode finishReason = message.get(PackedJson.FINISH_REASON);
    ObjectNode plain = message;
    if (finishReason != null) {
      plain = message.deepCopy();
      plain.remove(PackedJson.FINISH_REASON);
    }
    String json = ExactJson.write(plain);
    Message known = byJson().get(json);
    if (known == null && json.length() < LARGE_MESSAGE) {
      return null;
    }
    ObjectNode reference =
        known != null
            ? reference(PackedJson.MESSAGE, known.hash())
            : reference(PackedJson.VALUE, blob(json));
    if (finishReason != null) {
      reference.set(PackedJson.FINISH_REASON, finishReason);
    }
    return reference;
  }

  private Set<UUID> hashes() {
    Set<UUID> known = hashes;
    if (known == null) {
      known = new HashSet<>(2 * messages.size());
      for (Message message : messages) {
        known.add(message.hash());
      }
      hashes = known;
    }
    return known;
  }

  private Map<String, Message> byJson() {
    Map<String, Message> map = byJson;
    if (map == null) {
      map = new HashMap<>(2 * messages.size());
      for (Message message : messages) {
        map.put(message.json(), message);
      }
      byJson = map;
    }
    return map;
  }

  private ObjectNode reference(String marker, UUID hash) {
    references++;
    size = 44;
    return ExactJson.NODES.objectNode().put(marker, ContentHash.toHex(hash));
  }

  private UUID blob(String text) {
    UUID hash = ContentHash.of(text);
    blobs.put(hash, text);
    return hash;
  }

  /** Whether JSON writes a text as it is. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean looksLikeJson(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        return c == '[' || c == '{';
      }
    }
    return false;
  }
}
