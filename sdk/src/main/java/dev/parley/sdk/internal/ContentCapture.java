package dev.parley.sdk.internal;

import dev.parley.sdk.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * Who may record what was said, and what is removed from it before. Instrumented clients record
 * only when told to, steps unless told not to; {@code false} in the environment forbids both,
 * whatever the code says.
 *
 * @param redactor one that never throws
 */
public record ContentCapture(boolean clients, boolean steps, Redactor redactor) {
  private static final String SETTING = "otel.instrumentation.genai.capture.message.content";
  private static final String AGENT_SETTING = "otel.instrumentation.genai.capture-message-content";

  /**
   * From the settings and what the code asked for, without a redactor.
   *
   * @param asked null when the code says nothing
   */
  public static ContentCapture of(Settings settings, @Nullable Boolean asked) {
    return of(settings, asked, null);
  }

  /**
   * From the settings and what the code asked for.
   *
   * @param asked null when the code says nothing
   * @param redactor null for none
   */
  public static ContentCapture of(
      Settings settings, @Nullable Boolean asked, @Nullable Redactor redactor) {
    Redactor guarded = redactor == null ? Redactor.none() : new GuardedRedactor(redactor);
    String value = settings.exactText(SETTING);
    if (value == null) {
      value = settings.exactText(AGENT_SETTING);
    }
    if ("false".equalsIgnoreCase(value)) {
      return new ContentCapture(false, false, guarded);
    }
    // Exactly "true": other words do not consent to recording what users say.
    boolean clients = asked != null ? asked : "true".equalsIgnoreCase(value);
    return new ContentCapture(clients, asked == null || asked, guarded);
  }
}
