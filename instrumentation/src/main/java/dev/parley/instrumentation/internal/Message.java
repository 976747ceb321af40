package dev.parley.instrumentation.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation with a model, as the GenAI conventions have it.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool}, or the provider's own
 * @param name whose message it is, where a role has several; null if not told
 * @param parts what it says, in its order
 * @param finishReason why an answer ended, in the provider's word; null for messages that are no
 *     answer
 */
public record Message(
    String role, @Nullable String name, List<Part> parts, @Nullable String finishReason) {

  /** An answer that doesn't say why it ended did not end properly. */
  public static final String NO_REASON = "error";

  public Message {
    parts = List.copyOf(parts);
  }

  /** A message that was sent to a model. */
  public static Message of(String role, List<Part> parts) {
    return new Message(role, null, parts, null);
  }

  /**
   * A model's answer.
   *
   * @param finishReason null where the provider told none
   */
  public static Message answer(String role, List<Part> parts, @Nullable String finishReason) {
    return new Message(role, null, parts, finishReason == null ? NO_REASON : finishReason);
  }
}
