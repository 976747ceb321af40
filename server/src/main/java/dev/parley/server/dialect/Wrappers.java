package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Objects that hold messages rather than being one: providers' requests and responses, the inputs
 * and outputs of LangChain's runs, and LangChain's serialised objects.
 */
final class Wrappers {
  private static final List<String> INSTRUCTIONS =
      List.of("system", "instructions", "systemInstruction", "system_instruction");
  private static final List<String> LISTS =
      List.of("messages", "contents", "choices", "candidates", "generations");

  private Wrappers() {}

  /** The messages within; null when the object is none of these. */
  static @Nullable List<Draft> unwrap(ObjectNode object, String defaultRole) {
    if (object.path("kwargs").isObject() && object.has("lc")) {
      return List.of(Messages.ofObject(constructed(object), defaultRole));
    }
    if (object.has("role") || object.has("parts")) {
      return null;
    }
    JsonNode data = object.path("data");
    if (data.isObject() && role(Messages.textOf(object, "type")) != null) {
      return List.of(Messages.ofObject(typed((ObjectNode) data, object), defaultRole));
    }
    if (object.has("content") && role(Messages.textOf(object, "type")) != null) {
      return List.of(Messages.ofObject(typed(object, object), defaultRole));
    }
    JsonNode held = held(object);
    if (held == null) {
      return null;
    }
    List<Draft> drafts = new ArrayList<>();
    for (String name : INSTRUCTIONS) {
      JsonNode said = object.path(name);
      if (said.isTextual() || said.isArray() || said.isObject()) {
        drafts.addAll(Messages.ofNode(said, "system"));
      }
    }
    drafts.addAll(Messages.ofNode(held, defaultRole));
    return drafts;
  }

  /** Whether the object, though it has a type, is a message of LangChain's and no part of one. */
  static boolean isMessage(JsonNode object) {
    boolean built = object.has("lc") && object.path("kwargs").isObject();
    boolean named = object.has("content") || object.path("data").isObject();
    return built || (named && role(Messages.textOf(object, "type")) != null);
  }

  private static @Nullable JsonNode held(ObjectNode object) {
    for (String list : LISTS) {
      if (object.path(list).isArray()) {
        return object.get(list);
      }
    }
    // These names are common: alone, or beside the marks of a request or response, they are sure.
    boolean exchange = object.size() == 1 || object.has("model") || object.has("id");
    boolean prompt = exchange || object.has("system");
    JsonNode asked = object.path("prompt");
    if (prompt && (asked.isTextual() || asked.isArray())) {
      return asked;
    }
    for (String name : List.of("input", "output")) {
      JsonNode said = object.path(name);
      if (said.path("message").isObject()) {
        return said.get("message");
      }
      if (exchange && (said.isTextual() || said.isArray())) {
        return said;
      }
    }
    JsonNode content = object.path("content");
    boolean candidate = content.path("parts").isArray();
    if (candidate) {
      return withReason((ObjectNode) content, object);
    }
    // A generation of LangChain's.
    JsonNode message = object.path("message");
    if (message.path("kwargs").isObject()) {
      return message;
    }
    boolean generation = object.path("text").isTextual() && !object.has("type");
    return generation && (object.size() == 1 || object.has("generation_info"))
        ? object.get("text")
        : null;
  }

  /** {@code {"lc":1,"id":[…,"HumanMessage"],"kwargs":{…}}}. */
  private static ObjectNode constructed(ObjectNode object) {
    ObjectNode fields = ((ObjectNode) object.get("kwargs")).deepCopy();
    JsonNode id = object.path("id");
    String type = id.isArray() && !id.isEmpty() ? id.get(id.size() - 1).asText() : "";
    String role = role(type);
    role = role == null ? role(Messages.textOf(fields, "type")) : role;
    return withRole(fields, role);
  }

  private static ObjectNode typed(ObjectNode fields, ObjectNode outer) {
    return withRole(fields.deepCopy(), role(Messages.textOf(outer, "type")));
  }

  private static ObjectNode withRole(ObjectNode fields, @Nullable String role) {
    fields.remove("type");
    // A run's id, not that of a tool call.
    fields.remove("id");
    return role == null || fields.has("role") ? fields : fields.put("role", role);
  }

  private static ObjectNode withReason(ObjectNode content, ObjectNode candidate) {
    String reason = Messages.textOf(candidate, "finishReason");
    reason = reason == null ? Messages.textOf(candidate, "finish_reason") : reason;
    return reason == null ? content : content.deepCopy().put("finish_reason", reason);
  }

  /** LangChain's classes and their short names; null for anything else. */
  private static @Nullable String role(@Nullable String type) {
    String name = type == null ? "" : type.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "human", "humanmessage", "humanmessagechunk" -> "user";
      case "ai", "aimessage", "aimessagechunk" -> "assistant";
      case "system", "systemmessage", "systemmessagechunk" -> "system";
      case "tool", "toolmessage", "toolmessagechunk", "functionmessage" -> "tool";
      default -> null;
    };
  }
}
