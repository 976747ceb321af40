package dev.parley.sdk.internal.bridge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message as it may be recorded, whichever generation of the conventions it came in.
 *
 * @param content text, or a list of parts as the provider has them; null where there is none
 * @param toolCalls maps of {@code id}, {@code type} and {@code function}; empty where there are
 *     none
 * @param toolCallId the call that a tool's message answers
 * @param parts the message in the current conventions' form, where it came so; else null
 * @param index of a choice among the choices
 */
record Message(
    String role,
    @Nullable Object content,
    List<Map<String, @Nullable Object>> toolCalls,
    @Nullable String toolCallId,
    @Nullable List<@Nullable Object> parts,
    @Nullable String finishReason,
    @Nullable Long index) {

  /** A choice's place: its index, or after all that have one. */
  long order() {
    return index == null ? Long.MAX_VALUE : index;
  }
}
