package dev.parley.sdk;

/** How telemetry travels; the names are those of {@code OTEL_EXPORTER_OTLP_PROTOCOL}. */
public enum Protocol {
  HTTP_PROTOBUF("http/protobuf", "http://localhost:4318"),
  GRPC("grpc", "http://localhost:4317");

  private final String value;
  private final String defaultEndpoint;

  Protocol(String value, String defaultEndpoint) {
    this.value = value;
    this.defaultEndpoint = defaultEndpoint;
  }

  String value() {
    return value;
  }

  String defaultEndpoint() {
    return defaultEndpoint;
  }
}
