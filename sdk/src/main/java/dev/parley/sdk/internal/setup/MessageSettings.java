package dev.parley.sdk.internal.setup;

import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.internal.Settings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which form messages are written: {@code PARLEY_MESSAGE_FORMAT=messages}. */
public final class MessageSettings {
  private MessageSettings() {}

  /** Null where nothing, or nothing known, is chosen. */
  public static @Nullable MessageFormat format(Settings settings) {
    String name = settings.text("parley.message.format");
    if (name == null) {
      return null;
    }
    for (MessageFormat format : MessageFormat.values()) {
      if (format.name().equals(name.toUpperCase(Locale.ROOT))) {
        return format;
      }
    }
    Settings.ignored("parley.message.format", name, "messages, indexed, both");
    return null;
  }
}
