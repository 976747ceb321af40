package dev.parley.sdk;

import static java.util.Objects.requireNonNull;

import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.setup.ExportTarget;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where traces, metrics and logs go:
 *
 * <pre>{@code
 * Parley.builder().exportTo(Destination.coralogix()).console().build();
 * }</pre>
 *
 * <p>What a destination needs and is not given comes from the settings when Parley is built; where
 * an endpoint or credentials are missing then, building throws an {@link IllegalStateException}
 * that names the variable. Timeout, compression and certificates are those of {@code
 * OTEL_EXPORTER_OTLP_*} for all. Immutable.
 */
public final class Destination {
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String HEADERS = "otel.exporter.otlp.headers";
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";

  private final BiFunction<Settings, ExportTarget.Otlp, ExportTarget> target;

  /** Whether it is the receiver that the builder's {@code endpoint} and {@code header} describe. */
  private final boolean described;

  private Destination(
      boolean described, BiFunction<Settings, ExportTarget.Otlp, ExportTarget> target) {
    this.described = described;
    this.target = target;
  }

  /**
   * The OTLP receiver that {@code OTEL_EXPORTER_OTLP_*} and {@link ParleyBuilder#endpoint}, {@link
   * ParleyBuilder#protocol} and {@link ParleyBuilder#header} describe. It is where telemetry goes
   * when nothing is said.
   */
  public static Destination otlp() {
    return new Destination(true, (settings, builders) -> builders);
  }

  /**
   * Another OTLP receiver; of the settings' headers none are sent to it.
   *
   * @param endpoint without the path of a signal, {@code https://collector:4318}
   */
  public static Destination otlp(String endpoint) {
    requireNonNull(endpoint, "endpoint");
    return receiver("OTLP", settings -> endpoint, Protocol.HTTP_PROTOBUF, settings -> Map.of());
  }

  /**
   * A Parley server, by {@code PARLEY_ENDPOINT} ({@code http://localhost:4318} where it is not set)
   * and {@code PARLEY_API_KEY} (none is sent where it is not set).
   */
  public static Destination parley() {
    return parley(null, null);
  }

  /** A Parley server that asks for no key. */
  public static Destination parley(String url) {
    return parley(requireNonNull(url, "url"), null);
  }

  /**
   * A Parley server.
   *
   * @param url null leaves it to {@code PARLEY_ENDPOINT}
   * @param key sent as {@code Authorization: Bearer …}; null leaves it to {@code PARLEY_API_KEY}
   *     where the url is left to the settings too, and is none where it is not
   */
  public static Destination parley(@Nullable String url, @Nullable String key) {
    return receiver(
        "Parley",
        settings -> {
          String given = url != null ? url : settings.text("parley.endpoint");
          return given != null ? given : Protocol.HTTP_PROTOBUF.defaultEndpoint();
        },
        Protocol.HTTP_PROTOBUF,
        settings -> {
          // The key of the settings belongs to the server of the settings.
          String given = key != null || url != null ? key : settings.text("parley.api.key");
          return given == null ? Map.of() : Map.of("Authorization", "Bearer " + given);
        });
  }

  /**
   * Last9, by {@code LAST9_OTLP_ENDPOINT} and {@code LAST9_API_KEY}; where they are not set, by
   * {@code OTEL_EXPORTER_OTLP_ENDPOINT} and the {@code Authorization: Basic …} in {@code
   * OTEL_EXPORTER_OTLP_HEADERS}, which is sent to no other endpoint.
   */
  public static Destination last9() {
    return last9(null, null);
  }

  /**
   * Last9.
   *
   * @param endpoint null leaves it to the settings
   * @param basicAuth what Last9 shows as the authorization header, with {@code Basic } in front or
   *     without, or {@code user:password}; null leaves it to the settings
   */
  public static Destination last9(@Nullable String endpoint, @Nullable String basicAuth) {
    return receiver(
        "Last9",
        settings ->
            required("Last9's endpoint", settings, endpoint, "last9.otlp.endpoint", ENDPOINT),
        Protocol.HTTP_PROTOBUF,
        settings ->
            Map.of("Authorization", basic(last9Credentials(settings, endpoint, basicAuth))));
  }

  private static String last9Credentials(
      Settings settings, @Nullable String endpoint, @Nullable String given) {
    String known = given != null ? given : settings.text("last9.api.key");
    if (known != null && !known.isBlank()) {
      return known;
    }
    // The headers of the settings belong to the endpoint of the settings.
    boolean same = endpoint == null && settings.text("last9.otlp.endpoint") == null;
    Map<String, String> headers = same ? settings.map(HEADERS) : Map.of();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("authorization") && isBasic(header.getValue())) {
        return header.getValue();
      }
    }
    throw new IllegalStateException(
        "Last9's authorization is missing (expected: LAST9_API_KEY, or Authorization=Basic%20… in"
            + " OTEL_EXPORTER_OTLP_HEADERS beside OTEL_EXPORTER_OTLP_ENDPOINT)");
  }

  private static String basic(String credentials) {
    String given = credentials.strip();
    // As a page shows it for a variable of headers; a password may have a % of its own.
    String plain = given.regionMatches(true, 0, "Basic%20", 0, 8) ? Settings.decode(given) : given;
    if (isBasic(plain)) {
      return "Basic " + plain.substring(6).strip();
    }
    // Base 64 has no colon.
    return "Basic "
        + (plain.indexOf(':') < 0
            ? plain
            : Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean isBasic(String header) {
    return header.regionMatches(true, 0, "Basic ", 0, 6);
  }

  /**
   * Coralogix, by {@code CX_TOKEN}, {@code CX_ENDPOINT}, {@code CX_APPLICATION_NAME} and {@code
   * CX_SUBSYSTEM_NAME}; the names are {@code Unknown} where they are not set.
   */
  public static Destination coralogix() {
    return coralogix(null, null, null, null);
  }

  /**
   * Coralogix, by gRPC. Null leaves a value to the settings that {@link #coralogix()} names.
   *
   * @param endpoint {@code https://ingress.eu2.coralogix.com:443}; https where no scheme is said
   * @param token the key for sending data
   */
  public static Destination coralogix(
      @Nullable String endpoint,
      @Nullable String token,
      @Nullable String application,
      @Nullable String subsystem) {
    return receiver(
        "Coralogix",
        settings -> {
          String url = required("Coralogix' endpoint", settings, endpoint, "cx.endpoint");
          return url.contains("://") ? url : "https://" + url;
        },
        Protocol.GRPC,
        settings -> {
          Map<String, String> headers = new LinkedHashMap<>();
          headers.put(
              "authorization",
              "Bearer " + required("Coralogix' token", settings, token, "cx.token"));
          headers.put(
              "cx-application-name", orUnknown(settings, application, "cx.application.name"));
          headers.put("cx-subsystem-name", orUnknown(settings, subsystem, "cx.subsystem.name"));
          return headers;
        });
  }

  /** Prints each span as a line on the standard output; metrics and logs are not printed. */
  public static Destination console() {
    return new Destination(false, (settings, otlp) -> new ExportTarget.Console(() -> System.out));
  }

  /** As {@link #console()}, on a stream of yours, which stays open. */
  public static Destination console(PrintStream out) {
    requireNonNull(out, "out");
    return new Destination(false, (settings, otlp) -> new ExportTarget.Console(() -> out));
  }

  /** The same destination by another protocol. No effect on the console. */
  public Destination protocol(Protocol protocol) {
    requireNonNull(protocol, "protocol");
    return with((otlp, config, headers) -> config.put(PROTOCOL, protocol.value()));
  }

  /** The same destination with one more header, or another value of it. */
  public Destination header(String name, String value) {
    requireNonNull(name, "name");
    requireNonNull(value, () -> "the value of the header " + name);
    return with((otlp, config, headers) -> headers.put(name, value));
  }

  private interface Change {
    void apply(ExportTarget.Otlp otlp, Map<String, String> config, Map<String, String> headers);
  }

  private Destination with(Change change) {
    return new Destination(
        described,
        (settings, builders) -> {
          ExportTarget known = target.apply(settings, builders);
          if (!(known instanceof ExportTarget.Otlp otlp)) {
            return known;
          }
          Map<String, String> config = new LinkedHashMap<>(otlp.config());
          Map<String, String> headers = new LinkedHashMap<>(otlp.headers());
          change.apply(otlp, config, headers);
          return new ExportTarget.Otlp(otlp.name(), config, headers, otlp.settingsHeaders());
        });
  }

  /** Whether the builder's {@code endpoint} is this destination's. */
  boolean isDescribedByBuilder() {
    return described;
  }

  /**
   * @param builders the receiver that the builder describes
   * @throws IllegalStateException when an endpoint or credentials are missing
   */
  ExportTarget target(Settings settings, ExportTarget.Otlp builders) {
    return target.apply(settings, builders);
  }

  private interface FromSettings<T> {
    T of(Settings settings);
  }

  private static Destination receiver(
      String name,
      FromSettings<String> endpoint,
      Protocol protocol,
      FromSettings<Map<String, String>> headers) {
    return new Destination(
        false,
        (settings, builders) ->
            new ExportTarget.Otlp(
                name,
                Map.of(ENDPOINT, withoutSignal(endpoint.of(settings)), PROTOCOL, protocol.value()),
                headers.of(settings),
                false));
  }

  /** What a vendor's page shows for one signal does for all. */
  private static String withoutSignal(String endpoint) {
    return endpoint.strip().replaceFirst("/v1/(traces|metrics|logs)/?$", "");
  }

  private static String required(
      String what, Settings settings, @Nullable String given, String... properties) {
    String value = given != null && !given.isBlank() ? given : settings.text(properties);
    if (value == null) {
      throw new IllegalStateException(
          what + " is missing (expected: " + Settings.variable(properties[0]) + ")");
    }
    return value.strip();
  }

  private static String orUnknown(Settings settings, @Nullable String given, String property) {
    String value = given != null ? given : settings.text(property);
    return value == null ? "Unknown" : value;
  }
}
