package dev.parley.sdk.internal;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings by system property ({@code otel.service.name}), else by environment variable ({@code
 * OTEL_SERVICE_NAME}), or from wherever OpenTelemetry's autoconfigure has its own. An empty value
 * is none; one that cannot be read is logged and ignored.
 */
public final class Settings {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.sdk");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)?");

  /** Whoever waits counts nanoseconds. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

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

  /** What autoconfigure knows: properties, environment, and what the application supplied to it. */
  public static Settings of(ConfigProperties config) {
    return new Settings(config::getString, variable -> null);
  }

  /** The value under the first of these properties that is set. */
  public @Nullable String text(String... names) {
    for (String name : names) {
      String value = properties.apply(name);
      if (value == null || value.isBlank()) {
        value = environment.apply(variable(name));
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
    return value != null ? value : environment.apply(variable(name));
  }

  /** The environment variable of a property. */
  public static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  public @Nullable Long number(String name) {
    String value = text(name);
    try {
      return value == null ? null : Long.valueOf(value);
    } catch (NumberFormatException e) {
      ignored(name, value, "a whole number");
      return null;
    }
  }

  /** A number from {@code least} up; anything else is ignored. */
  public @Nullable Integer count(String name, int least) {
    Long value = number(name);
    if (value == null) {
      return null;
    }
    if (value < least) {
      ignored(name, Long.toString(value), "a whole number from " + least + " up");
      return null;
    }
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  public @Nullable Double decimal(String name) {
    String value = text(name);
    try {
      return value == null ? null : Double.valueOf(value);
    } catch (NumberFormatException e) {
      ignored(name, value, "a number");
      return null;
    }
  }

  /** {@code true} or {@code false}, in any case; null where neither is said. */
  public @Nullable Boolean flag(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    if (value.equalsIgnoreCase("true")) {
      return true;
    }
    if (!value.equalsIgnoreCase("false")) {
      ignored(name, value, "true or false");
      return null;
    }
    return false;
  }

  /** Milliseconds, or a number with one of the units ms, s, m, h, d. */
  public @Nullable Duration duration(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    Matcher parts = DURATION.matcher(value);
    if (parts.matches()) {
      try {
        Duration duration = duration(Long.parseLong(parts.group(1)), parts.group(2));
        if (duration.compareTo(LONGEST) <= 0) {
          return duration;
        }
      } catch (ArithmeticException tooLong) {
        // Told below.
      }
    }
    ignored(name, value, "milliseconds, or a number with one of the units ms, s, m, h, d");
    return null;
  }

  private static Duration duration(long amount, @Nullable String unit) {
    return switch (unit == null ? "ms" : unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofMillis(amount);
    };
  }

  /** The entries of a list with commas, without blanks around them; empty where there is none. */
  public List<String> list(String name) {
    String value = text(name);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
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

  /** Tells that a setting has no effect, and what would have. */
  public static void ignored(String name, @Nullable String value, String expected) {
    warn(name + ": \"" + value + "\" is ignored (expected: " + expected + ")");
  }

  public static void warn(String message) {
    LOGGER.warning(message);
  }

  /** A percent-encoded value; one that is not is taken as it stands. */
  public static String decode(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return value;
    }
  }
}
