package dev.parley.instrumentation.internal;

import org.jspecify.annotations.Nullable;

/**
 * A part of a message. Values that are trees consist of maps, lists, strings, numbers, booleans and
 * null. Data that is not text is named and measured, never copied.
 */
public sealed interface Part {

  /** What was said. */
  record Text(String content) implements Part {}

  /** What a model thought before it answered. */
  record Reasoning(String content) implements Part {}

  /** Why a model would not answer. */
  record Refusal(String content) implements Part {}

  /**
   * A model's call of a tool.
   *
   * @param id null if the provider gives none
   * @param type {@code function}, or the provider's word for another kind
   * @param arguments a tree, or the text that a model wrote in place of one; null without any
   * @param argumentsText the arguments as the provider wrote them; null to write the tree
   */
  record ToolCall(
      @Nullable String id,
      String type,
      @Nullable String name,
      @Nullable Object arguments,
      @Nullable String argumentsText)
      implements Part {

    /** A call of a function. */
    public static ToolCall of(
        @Nullable String id, @Nullable String name, @Nullable Object arguments) {
      return new ToolCall(id, "function", name, arguments, null);
    }
  }

  /**
   * What a tool answered.
   *
   * @param id of the call; null if not told
   * @param name of the tool; null if not told
   * @param response a text or a tree; null where it answered nothing
   */
  record ToolResponse(@Nullable String id, @Nullable String name, @Nullable Object response)
      implements Part {}

  /**
   * A model's call of a tool that the provider runs itself, such as a web search.
   *
   * @param id null if the provider gives none
   * @param type the provider's word for the kind of tool
   * @param arguments a tree, or the text that a model wrote in place of one; null without any
   */
  record ServerToolCall(@Nullable String id, String name, String type, @Nullable Object arguments)
      implements Part {}

  /**
   * What a tool answered that the provider ran itself.
   *
   * @param id of the call; null if not told
   * @param type the provider's word for the kind of answer
   * @param response a text or a tree; null where it answered nothing
   */
  record ServerToolResponse(@Nullable String id, String type, @Nullable Object response)
      implements Part {}

  /**
   * Data within the message.
   *
   * @param modality {@code image}, {@code audio}, {@code video}, {@code document}
   * @param mimeType null if not told
   * @param omitted its length in the form that it was sent in; -1 if unknown
   */
  record Blob(String modality, @Nullable String mimeType, long omitted) implements Part {}

  /** Data at another place. */
  record Uri(String modality, @Nullable String mimeType, String uri) implements Part {}

  /** Data that was uploaded to the provider before. */
  record File(String modality, String id) implements Part {}

  /**
   * A kind that is newer than this code, which may hold anything.
   *
   * @param type the provider's word for it
   * @param omitted its length as JSON; -1 if unknown
   */
  record Other(String type, long omitted) implements Part {}
}
