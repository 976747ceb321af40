package dev.parley.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.CallRecorder;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.Recorded;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Calls of OpenAI's client as meters of the application. */
class MicrometerTest {
  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ParleyAutoConfiguration.class, MicrometerAutoConfiguration.class))
          .withPropertyValues(
              "otel.traces.exporter=none", "otel.metrics.exporter=none", "otel.logs.exporter=none");

  @Test
  @DisplayName("Prometheus reads calls, tokens and failures, in the conventions' buckets")
  void prometheus() throws Exception {
    try (Model model = new Model();
        ConfigurableApplicationContext running =
            new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .properties(Recorded.settings())
                .properties("management.endpoints.web.exposure.include=prometheus")
                .run()) {
      // The failure first: whoever comes first must not decide which labels there are.
      model.ask(running.getBean(Parley.class), "gpt-0", "gpt-4o", "gpt-4o");
      String port = running.getEnvironment().getProperty("local.server.port");
      String scraped =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://localhost:" + port + "/actuator/prometheus"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      String common =
          "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\","
              + "gen_ai_request_model=\"gpt-4o\",gen_ai_response_model=\"gpt-4o-2024-08-06\","
              + "gen_ai_system=\"openai\",";
      String server = "server_address=\"localhost\",server_port=\"" + model.port() + "\"";
      assertThat(scraped.lines().filter(line -> line.startsWith("gen_ai_")))
          .contains(
              "gen_ai_client_operation_duration_seconds_count{error_type=\"none\","
                  + common
                  + server
                  + "} 2",
              "gen_ai_client_operation_duration_seconds_bucket{error_type=\"none\","
                  + common
                  + server
                  + ",le=\"81.92\"} 2",
              "gen_ai_client_token_usage_sum{"
                  + common
                  + "gen_ai_token_type=\"input\","
                  + server
                  + "} 22.0",
              "gen_ai_client_token_usage_bucket{"
                  + common
                  + "gen_ai_token_type=\"output\","
                  + server
                  + ",le=\"4.0\"} 0",
              "gen_ai_client_token_usage_bucket{"
                  + common
                  + "gen_ai_token_type=\"output\","
                  + server
                  + ",le=\"16.0\"} 2",
              "gen_ai_client_operation_duration_seconds_count{"
                  + "error_type=\"com.openai.errors.NotFoundException\","
                  + "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"openai\","
                  + "gen_ai_request_model=\"gpt-0\",gen_ai_response_model=\"none\","
                  + "gen_ai_system=\"openai\","
                  + server
                  + "} 1")
          .noneMatch(line -> line.startsWith("gen_ai_client_token") && line.contains("gpt-0"));
    }
  }

  @Test
  @DisplayName("A registry has durations, first pieces and tokens in the units of its meters")
  void meters() {
    application
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context -> {
              LlmCall call = LlmCall.of(context.getBean(Parley.class), "chat", "openai").start();
              call.firstChunk();
              call.end();
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              Timer first = registry.get(CallRecorder.FIRST_CHUNK).timer();
              Timer whole = registry.get(CallRecorder.DURATION).timer();
              assertThat(first.count()).isEqualTo(1);
              assertThat(first.totalTime(TimeUnit.NANOSECONDS))
                  .isPositive()
                  .isLessThanOrEqualTo(whole.totalTime(TimeUnit.NANOSECONDS));
              assertThat(whole.takeSnapshot().histogramCounts())
                  .extracting(bucket -> bucket.bucket(TimeUnit.SECONDS))
                  .containsExactlyElementsOf(CallRecorder.SECONDS_BOUNDARIES);
              assertThat(registry.find(CallRecorder.TOKENS).meters()).isEmpty();
            });
  }

  @Test
  @DisplayName("By itself only where OpenTelemetry has no metrics; a property says otherwise")
  void whoseMetrics() throws Exception {
    try (Model model = new Model()) {
      SdkMeterProvider read =
          SdkMeterProvider.builder().registerMetricReader(InMemoryMetricReader.create()).build();
      assertThat(calls(model, OpenTelemetrySdk.builder().build(), "auto")).isEqualTo(1);
      assertThat(calls(model, OpenTelemetrySdk.builder().build(), "false")).isEqualTo(0);
      OpenTelemetry metered = OpenTelemetrySdk.builder().setMeterProvider(read).build();
      assertThat(calls(model, metered, "auto")).isEqualTo(0);
      assertThat(calls(model, metered, "true")).isEqualTo(1);
      read.close();
    }
  }

  private long calls(Model model, OpenTelemetry openTelemetry, String setting) {
    MeterRegistry registry = new SimpleMeterRegistry();
    application
        .withBean(MeterRegistry.class, () -> registry)
        .withBean(OpenTelemetry.class, () -> openTelemetry)
        .withPropertyValues("parley.metrics.micrometer=" + setting)
        .run(context -> model.ask(context.getBean(Parley.class), "gpt-4o"));
    long tokens =
        registry.find(CallRecorder.TOKENS).summaries().stream()
            .mapToLong(DistributionSummary::count)
            .sum();
    long calls =
        registry.find(CallRecorder.DURATION).timers().stream().mapToLong(Timer::count).sum();
    assertThat(tokens).as("input and output").isEqualTo(2 * calls);
    return calls;
  }

  @Test
  @DisplayName("Without a registry, or without Micrometer, calls are made as ever")
  void none() throws Exception {
    try (Model model = new Model()) {
      application.run(context -> model.ask(context.getBean(Parley.class), "gpt-4o"));
    }
    application
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CallRecorder.class));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Recorded.class)
  static class Application {}
}
