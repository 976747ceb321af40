package dev.parley.sdk;

import org.jspecify.annotations.Nullable;

/**
 * Removes what must not leave the application from the content that is recorded: from prompts,
 * answers, arguments and results, before they reach a span.
 *
 * <pre>{@code
 * Parley.builder().redactor((key, text) -> CARD_NUMBER.matcher(text).replaceAll("[card]"))
 * }</pre>
 *
 * <p>It is called on the thread that records, possibly on many at once, with texts that are not cut
 * yet. Of what is streamed, 11,000 characters are kept and shown to it, and of a text that was
 * longer the last 1,000 of what it gives back are not recorded: a secret of up to 1,000 characters
 * that streaming tore apart does not get through in part. Where it throws, a fixed note takes the
 * content's place: what could not be redacted is not recorded, and the application goes on.
 */
@FunctionalInterface
public interface Redactor {
  /**
   * The text to record.
   *
   * @param key where it goes: {@code gen_ai.prompt}, {@code gen_ai.completion}, {@code
   *     gen_ai.input.messages}, {@code gen_ai.output.messages}, {@code
   *     gen_ai.function.call.arguments}, {@code function.arg.city}, …
   * @param text one text: a whole prompt or answer, one part of a message, one argument
   * @return null to record nothing in its place
   */
  @Nullable String redact(String key, String text);

  /** A redactor that records every text as it stands. */
  static Redactor none() {
    return (key, text) -> text;
  }
}
