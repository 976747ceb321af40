package dev.parley.sdk.internal;

import org.jspecify.annotations.Nullable;

/**
 * Who may record what was said. Instrumented clients do so only when told to, steps unless told not
 * to; {@code false} in the environment forbids both, whatever the code says.
 */
public record ContentCapture(boolean clients, boolean steps) {
  private static final String SETTING = "otel.instrumentation.genai.capture.message.content";
  private static final String AGENT_SETTING = "otel.instrumentation.genai.capture-message-content";

  /**
   * From the settings and what the code asked for.
   *
   * @param asked null when the code says nothing
   */
  public static ContentCapture of(Settings settings, @Nullable Boolean asked) {
    String value = settings.exactText(SETTING);
    if (value == null) {
      value = settings.exactText(AGENT_SETTING);
    }
    if ("false".equalsIgnoreCase(value)) {
      return new ContentCapture(false, false);
    }
    // Exactly "true": other words do not consent to recording what users say.
    boolean clients = asked != null ? asked : "true".equalsIgnoreCase(value);
    return new ContentCapture(clients, asked == null || asked);
  }
}
