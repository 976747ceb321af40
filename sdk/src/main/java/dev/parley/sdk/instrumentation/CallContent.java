package dev.parley.sdk.instrumentation;

import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.bridge.CallMessages;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was said onto spans that another library makes: nothing where capture is off, else
 * redacted, cut at one length, and in the form that was chosen, as all content is. Never throws.
 * Thread-safe.
 */
public final class CallContent {
  private static final Guard GUARD = new Guard("Writing content onto a span");

  private final CallMessages messages;
  private final boolean captured;

  private CallContent(CallMessages messages, boolean captured) {
    this.messages = messages;
    this.captured = captured;
  }

  /**
   * As this Parley captures the content of clients.
   *
   * @param maxLength of the texts of one message, in characters
   */
  public static CallContent of(Parley parley, int maxLength) {
    boolean captures = parley.capturesContent();
    return new CallContent(
        new CallMessages(captures, maxLength, parley.redactor(), parley.messageFormat()), captures);
  }

  /** Whether content is captured at all. */
  public boolean isCaptured() {
    return captured;
  }

  /**
   * The messages of a call, each a map of {@code role}, {@code parts} and {@code finish_reason} in
   * the form of {@code gen_ai.input.messages}.
   */
  public void write(Span span, List<?> input, List<?> output) {
    if (captured && span instanceof ReadWriteSpan writable && span.isRecording()) {
      GUARD.run(() -> messages.write(writable, input, output));
    }
  }

  /** One content, text as it stands and anything else as JSON; null is left out. */
  public void write(Span span, AttributeKey<String> key, @Nullable Object content) {
    if (captured && span.isRecording()) {
      GUARD.run(
          () -> {
            String text = messages.text(key.getKey(), content);
            if (text != null) {
              span.setAttribute(key, text);
            }
          });
    }
  }

  /** A content as it may be recorded; null where it may not. */
  public @Nullable String allowed(String key, String content) {
    return captured ? GUARD.get(() -> messages.text(key, content), "") : null;
  }
}
