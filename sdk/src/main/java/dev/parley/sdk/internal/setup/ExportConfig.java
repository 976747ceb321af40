package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Settings;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings as OpenTelemetry's exporter providers read them, with what a destination says in
 * front. Where OpenTelemetry's own throws on a value that cannot be read, this one tells the log
 * and has none.
 */
final class ExportConfig implements ConfigProperties {
  private static final String OTLP = "otel.exporter.otlp.";
  private static final Set<String> SIGNALS = Set.of("traces", "metrics", "logs");
  private static final Set<String> PROTOCOLS = Set.of("http/protobuf", "grpc");
  private static final Set<String> COMPRESSIONS = Set.of("gzip", "none");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  private final Settings settings;
  private final Map<String, String> config;
  private final Map<String, String> headers;
  private final boolean settingsHeaders;
  private final Settings merged;

  private ExportConfig(
      Settings settings,
      Map<String, String> config,
      Map<String, String> headers,
      boolean settingsHeaders) {
    this.settings = settings;
    this.config = config;
    this.headers = headers;
    this.settingsHeaders = settingsHeaders;
    this.merged = new Settings(this::value, variable -> null);
  }

  static ExportConfig of(Settings settings, ExportTarget.Otlp target) {
    return new ExportConfig(settings, target.config(), target.headers(), target.settingsHeaders());
  }

  static ExportConfig of(Settings settings) {
    return new ExportConfig(settings, Map.of(), Map.of(), true);
  }

  private @Nullable String value(String name) {
    String given = config.get(name);
    if (given != null) {
      return given;
    }
    String common = common(name);
    if (common != null && config.containsKey(common)) {
      return null;
    }
    return settings.text(name);
  }

  /** The property for all signals of one for a single signal; null for any other property. */
  private static @Nullable String common(String name) {
    if (!name.startsWith(OTLP)) {
      return null;
    }
    String rest = name.substring(OTLP.length());
    int dot = rest.indexOf('.');
    return dot > 0 && SIGNALS.contains(rest.substring(0, dot))
        ? OTLP + rest.substring(dot + 1)
        : null;
  }

  @Override
  public @Nullable String getString(String name) {
    if (name.startsWith(OTLP) && name.endsWith(".protocol")) {
      String protocol = oneOf(name, PROTOCOLS, "http/protobuf or grpc");
      return protocol == null && name.equals(OTLP + "protocol") ? "http/protobuf" : protocol;
    }
    if (name.startsWith(OTLP) && name.endsWith(".compression")) {
      return oneOf(name, COMPRESSIONS, "gzip or none");
    }
    return merged.text(name);
  }

  private @Nullable String oneOf(String name, Set<String> known, String expected) {
    String value = merged.text(name);
    if (value == null) {
      return null;
    }
    String lower = value.toLowerCase(Locale.ROOT);
    if (known.contains(lower)) {
      return lower;
    }
    Settings.ignored(name, value, expected);
    return null;
  }

  @Override
  public @Nullable Boolean getBoolean(String name) {
    return merged.flag(name);
  }

  @Override
  public @Nullable Integer getInt(String name) {
    return merged.count(name, Integer.MIN_VALUE);
  }

  @Override
  public @Nullable Long getLong(String name) {
    return merged.number(name);
  }

  @Override
  public @Nullable Double getDouble(String name) {
    return merged.decimal(name);
  }

  @Override
  public @Nullable Duration getDuration(String name) {
    return merged.duration(name);
  }

  @Override
  public List<String> getList(String name) {
    return merged.list(name);
  }

  @Override
  public Map<String, String> getMap(String name) {
    if (!name.startsWith(OTLP) || !name.endsWith(".headers")) {
      return merged.map(name);
    }
    Map<String, String> all = new LinkedHashMap<>();
    if (settingsHeaders) {
      all.putAll(merged.map(name));
    }
    boolean forAll = name.equals(OTLP + "headers");
    if (!forAll && all.isEmpty()) {
      // An exporter that finds none of its signal asks for those of all signals.
      return all;
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      all.keySet().removeIf(header.getKey()::equalsIgnoreCase);
      all.put(header.getKey(), header.getValue());
    }
    return encoded(name, all);
  }

  /** The exporters decode what they read; what cannot be sent would fail every export. */
  private static Map<String, String> encoded(String name, Map<String, String> headers) {
    Map<String, String> encoded = new LinkedHashMap<>();
    headers.forEach(
        (header, value) -> {
          if (HEADER_NAME.matcher(header).matches() && HEADER_VALUE.matcher(value).matches()) {
            encoded.put(header, URLEncoder.encode(value, StandardCharsets.UTF_8));
          } else {
            // Values are secrets and a header's name may be the rest of one.
            Settings.warn(
                name + ": a header is left out (expected: a name and visible ASCII characters)");
          }
        });
    return encoded;
  }

  /** Where a signal goes, for the log: without user, password and query. */
  String endpoint(String signal) {
    String protocol = getString(OTLP + signal + ".protocol");
    if (protocol == null) {
      protocol = getString(OTLP + "protocol");
    }
    String url = merged.text(OTLP + signal + ".endpoint", OTLP + "endpoint");
    if (url == null) {
      url = "grpc".equals(protocol) ? "http://localhost:4317" : "http://localhost:4318";
    }
    return url.replaceFirst("//[^/@]*@", "//").replaceFirst("[?#].*", "");
  }
}
