package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.model.LargeText;
import dev.parley.server.model.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message in the making. One that was read as it stands has its canonical message at once, and a
 * tree of its parts only when somebody asks for it.
 */
final class Draft {
  private final String role;
  private final @Nullable String name;
  private final @Nullable String finishReason;
  private @Nullable ArrayNode parts;
  private @Nullable Sealed sealed;

  /**
   * What is known of a message without its parts, of which there is at least one.
   *
   * @param role folded
   * @param name of who says it, or null
   * @param finishReason as sent, or null
   * @param message canonical
   * @param callsTool whether a part asks for a tool
   * @param reasons whether a part is reasoning
   * @param exact whether the message, with its finish reason beside it, has the value of the JSON
   *     that it was read from
   */
  record Sealed(
      String role,
      @Nullable String name,
      @Nullable String finishReason,
      Message message,
      boolean callsTool,
      boolean reasons,
      boolean exact) {

    /**
     * The same, known to be exact where it is.
     *
     * @param source what it was read from, read strictly; null where that could not be done
     */
    Sealed of(@Nullable JsonNode source) {
      if (!(source instanceof ObjectNode object)) {
        return this;
      }
      ObjectNode said = object.deepCopy();
      JsonNode reason = said.remove("finish_reason");
      boolean same =
          (reason == null || reason.isTextual())
              && Objects.equals(reason == null ? null : reason.textValue(), finishReason)
              && Json.canonical(said).equals(message.json());
      return new Sealed(role, name, finishReason, message, callsTool, reasons, same);
    }
  }

  /**
   * A draft of these parts.
   *
   * @param finishReason as sent; not part of the message, so that an answer and its later
   *     repetition in a history are the same
   */
  Draft(String role, ArrayNode parts, @Nullable String name, @Nullable String finishReason) {
    this.role = role;
    this.parts = parts;
    this.name = name;
    this.finishReason = finishReason;
  }

  Draft(Sealed sealed) {
    this.role = sealed.role();
    this.name = sealed.name();
    this.finishReason = sealed.finishReason();
    this.sealed = sealed;
  }

  String role() {
    return role;
  }

  @Nullable String finishReason() {
    return finishReason;
  }

  boolean isEmpty() {
    return sealed == null && parts().isEmpty();
  }

  /** The parts, which may be added to. */
  ArrayNode parts() {
    ArrayNode known = parts;
    if (known == null) {
      Sealed before = Objects.requireNonNull(sealed, "a draft has parts or is sealed");
      JsonNode message = Json.parse(before.message().json());
      known = (ArrayNode) Objects.requireNonNull(message, "what we wrote parses").path("parts");
      parts = known;
      sealed = null;
    }
    return known;
  }

  /** The canonical message. */
  Message message() {
    Sealed known = sealed;
    if (known != null) {
      return known.message();
    }
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("role", role);
    if (name != null) {
      node.put("name", name);
    }
    node.set("parts", parts());
    String json = Json.canonical(node);
    return new Message(json);
  }

  /** What is known of the message; null when it has no parts. */
  @Nullable Sealed seal() {
    Sealed known = sealed;
    if (known == null && !isEmpty()) {
      known = new Sealed(role, name, finishReason, message(), callsTool(), reasons(), false);
    }
    return known;
  }

  /** How it quotes what it was read from; null where it says it in other words. */
  LargeText.@Nullable Quoted quoted() {
    return sealed != null && sealed.exact()
        ? new LargeText.Quoted(sealed.message(), finishReason)
        : null;
  }

  Draft withFinishReason(String reason) {
    return new Draft(role, parts(), name, reason);
  }

  /**
   * What a tool answered, however it was phrased, is one response part in a message of the tool.
   */
  Draft asToolResult(@Nullable String callId) {
    ArrayNode own = parts();
    if (role.equals("user") && !own.isEmpty() && allResponses()) {
      return new Draft("tool", own, name, finishReason);
    }
    if (!role.equals("tool") || own.isEmpty() || has("tool_call_response")) {
      return this;
    }
    ObjectNode part = Json.MAPPER.createObjectNode().put("type", "tool_call_response");
    if (callId != null) {
      part.put("id", callId);
    }
    boolean oneText = own.size() == 1 && "text".equals(own.get(0).path("type").textValue());
    part.set("response", oneText ? own.get(0).get("content") : own);
    return new Draft(role, Parts.of(part), name, finishReason);
  }

  private boolean allResponses() {
    for (JsonNode part : parts()) {
      if (!Parts.isResponse(part)) {
        return false;
      }
    }
    return true;
  }

  boolean callsTool() {
    return sealed == null ? has("tool_call") : sealed.callsTool();
  }

  boolean reasons() {
    return sealed == null ? has("reasoning") : sealed.reasons();
  }

  private boolean has(String type) {
    for (JsonNode part : parts()) {
      if (type.equals(part.path("type").textValue())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Draft draft
        && role.equals(draft.role)
        && Objects.equals(name, draft.name)
        && Objects.equals(finishReason, draft.finishReason)
        && parts().equals(draft.parts());
  }

  @Override
  public int hashCode() {
    return Objects.hash(role, name, finishReason, parts());
  }
}
