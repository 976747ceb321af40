package dev.parley.sdk.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Settings by system property ({@code otel.service.name}), else by environment variable ({@code
 * OTEL_SERVICE_NAME}). An empty value is none; one that cannot be read is logged and ignored.
 */
public final class Settings {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.sdk");

  private final Function<String, @Nullable String> properties;
  private final Function<String, @Nullable String> environment;

  public Settings(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  public static Settings ofSystem() {
    return new Settings(System::getProperty, System::getenv);
  }

  /** The value under the first of these properties that is set. */
  public @Nullable String text(String... names) {
    for (String name : names) {
      String value = properties.apply(name);
      if (value == null || value.isBlank()) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        value = environment.apply(variable);
      }
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }

  /** The value as it stands, blanks included, for settings that are compared exactly. */
  public @Nullable String exactText(String name) {
    String value = properties.apply(name);
    return value != null
        ? value
        : environment.apply(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
  }

  public @Nullable Long number(String name) {
    String value = text(name);
    try {
      return value == null ? null : Long.valueOf(value);
    } catch (NumberFormatException e) {
      warn(name + ": \"" + value + "\" is ignored (expected: a whole number)");
      return null;
    }
  }

  /** {@code key=value,key=value} with percent-encoded values, as OpenTelemetry writes maps. */
  public Map<String, String> map(String... names) {
    Map<String, String> map = new LinkedHashMap<>();
    String value = text(names);
    if (value == null) {
      return map;
    }
    for (String pair : value.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        map.put(pair.substring(0, equals).strip(), decode(pair.substring(equals + 1).strip()));
      } else if (!pair.isBlank()) {
        // The pair may be a secret: only its place is told.
        warn(names[0] + ": an entry without \"=\" is ignored (expected: key=value,key=value)");
      }
    }
    return map;
  }

  public static void warn(String message) {
    LOGGER.warning(message);
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return value;
    }
  }
}
