package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Usage;
import dev.parley.sdk.OtlpReceiver.Export;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.setup.ExportTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
  private final OtlpReceiver receiver = new OtlpReceiver();

  @AfterEach
  void close() {
    receiver.close();
  }

  private static ParleyBuilder builder(Map<String, String> environment) {
    return new ParleyBuilder(new Settings(name -> null, environment::get));
  }

  /** Records a call and a log, so that every signal has something, and closes. */
  private List<Export> export(ParleyBuilder builder) {
    try (Parley parley = builder.serviceName("shop").build()) {
      LlmCall call = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
      call.usage(Usage.of(10, 5));
      call.end();
      parley
          .openTelemetry()
          .getLogsBridge()
          .get("some-library")
          .logRecordBuilder()
          .setBody("the log")
          .emit();
      assertThat(parley.flush(Duration.ofMinutes(1))).isTrue();
    }
    return receiver.exports();
  }

  /** Every signal arrived, with its content and by that protocol at its path. */
  private static void assertAllSignals(List<Export> exports, Protocol protocol) {
    assertThat(exports).extracting(Export::signal).contains("traces", "metrics", "logs");
    for (Export export : exports) {
      assertThat(export.protocol()).isEqualTo(protocol.value());
      assertThat(export.resource()).containsEntry("service.name", "shop");
      assertThat(export.path())
          .isEqualTo(
              protocol == Protocol.HTTP_PROTOBUF
                  ? "/v1/" + export.signal()
                  : Map.of(
                          "traces", "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                          "metrics",
                              "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                          "logs", "/opentelemetry.proto.collector.logs.v1.LogsService/Export")
                      .get(export.signal()));
      switch (export.signal()) {
        case "traces" -> assertThat(export.names()).containsExactly("chat gpt-4o");
        case "metrics" ->
            assertThat(export.names())
                .contains("gen_ai.client.operation.duration", "gen_ai.client.token.usage");
        default -> assertThat(export.names()).containsExactly("the log");
      }
    }
  }

  private static void assertHeader(List<Export> exports, String name, String value) {
    assertThat(exports).extracting(export -> export.headers().get(name)).containsOnly(value);
  }

  @ParameterizedTest
  @DisplayName("IN-06 IN-10 D17: one line exports traces, metrics and logs by OTEL_* settings")
  @EnumSource(Protocol.class)
  void otlp(Protocol protocol) {
    List<Export> exports =
        export(
            builder(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
                    "OTEL_EXPORTER_OTLP_PROTOCOL", protocol.value(),
                    "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic%20YTpiK2M=,x-tenant=t")));

    assertAllSignals(exports, protocol);
    assertHeader(exports, "authorization", "Basic YTpiK2M=");
    assertHeader(exports, "x-tenant", "t");
  }

  @ParameterizedTest
  @DisplayName("TK-01: Coralogix by parameters: token, application and subsystem reach it")
  @EnumSource(Protocol.class)
  void coralogixByParameters(Protocol protocol) {
    List<Export> exports =
        export(
            builder(Map.of("CX_TOKEN", "another", "CX_ENDPOINT", "http://localhost:1"))
                .exportTo(
                    Destination.coralogix(receiver.url(), "T", "shop-app", "chat")
                        .protocol(protocol)));

    assertAllSignals(exports, protocol);
    assertHeader(exports, "authorization", "Bearer T");
    assertHeader(exports, "cx-application-name", "shop-app");
    assertHeader(exports, "cx-subsystem-name", "chat");
  }

  @Test
  @DisplayName("TK-01: Coralogix by environment, gRPC by default, names Unknown where not given")
  void coralogixByEnvironment() {
    List<Export> exports =
        export(
            builder(
                    Map.of(
                        "CX_TOKEN", "T",
                        "CX_ENDPOINT", receiver.url(),
                        "CX_APPLICATION_NAME", "shop-app",
                        "OTEL_EXPORTER_OTLP_HEADERS", "x-other-receiver=secret",
                        "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-other-receiver=secret",
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://localhost:1",
                        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf"))
                .exportTo(Destination.coralogix()));

    assertAllSignals(exports, Protocol.GRPC);
    assertHeader(exports, "authorization", "Bearer T");
    assertHeader(exports, "cx-application-name", "shop-app");
    assertHeader(exports, "cx-subsystem-name", "Unknown");
    assertHeader(exports, "x-other-receiver", null);
  }

  @Test
  @DisplayName("TK-01: a missing token or endpoint is an error that names its variable")
  void coralogixIncomplete() {
    assertThatThrownBy(() -> builder(Map.of()).exportTo(Destination.coralogix()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CX_ENDPOINT");
    assertThatThrownBy(
            () ->
                builder(Map.of("CX_ENDPOINT", "ingress.eu2.coralogix.com:443"))
                    .exportTo(Destination.coralogix())
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CX_TOKEN");
  }

  @ParameterizedTest
  @DisplayName("IN-06: Last9 takes its authorization as its page shows it")
  @CsvSource({
    "Basic dXNlcjpw",
    "basic dXNlcjpw",
    "Basic%20dXNlcjpw",
    "dXNlcjpw",
    "user:p",
  })
  void last9(String authorization) {
    List<Export> exports =
        export(
            builder(Map.of())
                .exportTo(Destination.last9(receiver.url() + "/v1/traces", authorization)));

    assertAllSignals(exports, Protocol.HTTP_PROTOBUF);
    assertHeader(exports, "authorization", "Basic dXNlcjpw");
  }

  @ParameterizedTest
  @DisplayName("IN-06: Last9 by its own variables or by OpenTelemetry's, by both protocols")
  @ValueSource(booleans = {true, false})
  void last9ByEnvironment(boolean own) {
    Map<String, String> environment =
        own
            ? Map.of("LAST9_OTLP_ENDPOINT", receiver.url(), "LAST9_API_KEY", "Basic dXNlcjpw")
            : Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                receiver.url(),
                "OTEL_EXPORTER_OTLP_HEADERS",
                "x-a=b,authorization=Basic%20dXNlcjpw");
    Protocol protocol = own ? Protocol.GRPC : Protocol.HTTP_PROTOBUF;
    List<Export> exports =
        export(builder(environment).exportTo(Destination.last9().protocol(protocol)));

    assertAllSignals(exports, protocol);
    assertHeader(exports, "authorization", "Basic dXNlcjpw");
  }

  @Test
  @DisplayName("A password goes to Last9 as it stands, with a % that is its own")
  void last9Password() {
    List<Export> exports =
        export(builder(Map.of()).exportTo(Destination.last9(receiver.url(), "user:a%41b")));

    // user:a%41b
    assertHeader(exports, "authorization", "Basic dXNlcjphJTQxYg==");
  }

  @ParameterizedTest
  @DisplayName("Another receiver's credentials in the settings are never sent to Last9")
  @CsvSource({"Basic%20Zm9yOm90aGVycw==, true", "Bearer%20for-others, false"})
  void last9OfOthers(String authorization, boolean endpointInCode) {
    Map<String, String> environment =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            receiver.url(),
            "OTEL_EXPORTER_OTLP_HEADERS",
            "authorization=" + authorization);
    Destination last9 = Destination.last9(endpointInCode ? "http://localhost:1" : null, null);

    assertThatThrownBy(() -> builder(environment).exportTo(last9).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("LAST9_API_KEY");
  }

  @Test
  @DisplayName("What a destination resolves to can be printed without its credentials")
  void targetAsText() {
    ExportTarget.Otlp target =
        new ExportTarget.Otlp(
            "Last9",
            Map.of("otel.exporter.otlp.endpoint", "https://user:secret@localhost"),
            Map.of("Authorization", "secret"),
            true);

    assertThat(target.toString()).contains("Last9").doesNotContain("secret");
  }

  @Test
  @DisplayName("Last9 without endpoint or authorization is an error that says what is missing")
  void last9Incomplete() {
    assertThatThrownBy(() -> builder(Map.of()).exportTo(Destination.last9()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("LAST9_OTLP_ENDPOINT");
    assertThatThrownBy(
            () -> builder(Map.of()).exportTo(Destination.last9("http://localhost:1", null)).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("LAST9_API_KEY")
        .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS");
  }

  @Test
  @DisplayName("Parley's own server takes a key, which goes to the server of the settings only")
  void parley() {
    Map<String, String> environment =
        Map.of("PARLEY_ENDPOINT", receiver.url(), "PARLEY_API_KEY", "k1");
    Function<Destination, String> authorization =
        destination -> {
          receiver.exports().clear();
          List<Export> exports = export(builder(environment).exportTo(destination));
          assertAllSignals(exports, Protocol.HTTP_PROTOBUF);
          return exports.get(0).headers().get("authorization");
        };

    assertThat(authorization.apply(Destination.parley())).isEqualTo("Bearer k1");
    assertThat(authorization.apply(Destination.parley(receiver.url(), "k2")))
        .isEqualTo("Bearer k2");
    assertThat(authorization.apply(Destination.parley(receiver.url()))).isNull();
  }

  @Test
  @DisplayName("Several destinations get the same, each with its own headers")
  void several() {
    try (OtlpReceiver second = new OtlpReceiver()) {
      List<Export> first =
          export(
              builder(Map.of())
                  .endpoint(receiver.url())
                  .header("x-which", "first")
                  .exportTo(Destination.otlp(second.url()).header("x-which", "second")));

      assertAllSignals(first, Protocol.HTTP_PROTOBUF);
      assertHeader(first, "x-which", "first");
      assertAllSignals(second.exports(), Protocol.HTTP_PROTOBUF);
      assertHeader(second.exports(), "x-which", "second");
    }
  }
}
