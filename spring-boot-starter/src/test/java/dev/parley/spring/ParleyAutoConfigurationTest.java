package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.spring.ai.SpringAiAutoConfiguration;
import dev.parley.spring.metrics.MicrometerAutoConfiguration;
import dev.parley.spring.observation.ObservationCarryingAutoConfiguration;
import dev.parley.spring.observe.ObserveAutoConfiguration;
import dev.parley.spring.web.ReactiveConversationAutoConfiguration;
import dev.parley.spring.web.ServletConversationAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ParleyAutoConfigurationTest {
  private static final String[] SILENT = {
    "otel.traces.exporter=none", "otel.metrics.exporter=none", "otel.logs.exporter=none"
  };

  private static final AutoConfigurations ALL =
      AutoConfigurations.of(
          ParleyAutoConfiguration.class,
          ParleyInfoAutoConfiguration.class,
          MicrometerAutoConfiguration.class,
          ObservationCarryingAutoConfiguration.class,
          ObserveAutoConfiguration.class,
          SpringAiAutoConfiguration.class,
          ReactiveConversationAutoConfiguration.class,
          ServletConversationAutoConfiguration.class);

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ParleyAutoConfiguration.class, ParleyInfoAutoConfiguration.class))
          .withPropertyValues(SILENT);

  @Test
  @DisplayName("Without an OpenTelemetry in the application, Parley sets up one of its own")
  void own() {
    application
        .withPropertyValues(
            "spring.application.name=shop", "parley.prices=m-1=1/2", "parley.content.capture=true")
        .run(
            context -> {
              Parley parley = context.getBean(Parley.class);
              assertThat(parley.openTelemetry()).isInstanceOf(OpenTelemetrySdk.class);
              assertThat(parley.openTelemetry().toString()).contains("service.name=\"shop\"");
              assertThat(parley.prices().find(null, "m-1", Instant.now())).isNotNull();
              assertThat(parley.capturesContent()).isTrue();
              assertThat(Parley.global()).isSameAs(parley);
            });
  }

  @Test
  @DisplayName("Switched off by a property, it serves who asks for it and records nothing at all")
  void switchedOff() {
    new WebApplicationContextRunner()
        .withConfiguration(ALL)
        .withPropertyValues(SILENT)
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withUserConfiguration(Theirs.class)
        .withPropertyValues("parley.enabled=false", "parley.endpoint=http://localhost:9")
        .run(
            context -> {
              Parley parley = context.getBean(Parley.class);
              assertThat(context.getBeanDefinitionNames())
                  .filteredOn(name -> name.startsWith("parley") && !name.contains("."))
                  .containsExactly("parley");
              assertThat(Parley.global()).isSameAs(parley);
              Conversation.of("c-1")
                  .run(
                      () -> {
                        Step.llm("ours").on(parley).run(() -> {});
                        Step.llm("ours").run(() -> {});
                      });
              OpenTelemetry theirs = context.getBean(OpenTelemetry.class);
              theirs.getTracer("theirs").spanBuilder("theirs").startSpan().end();
              assertThat(context.getBean(InMemorySpanExporter.class).getFinishedSpanItems())
                  .singleElement()
                  .satisfies(
                      span -> {
                        assertThat(span.getName()).isEqualTo("theirs");
                        assertThat(span.getAttributes().isEmpty()).isTrue();
                      });
            });
  }

  @Test
  @DisplayName("A Parley of the application's takes the place of the starter's")
  void theirOwn() {
    Parley theirs = Parley.over(OpenTelemetry.noop());
    application
        .withBean(Parley.class, () -> theirs)
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(Parley.class);
              assertThat(context.getBean(Parley.class)).isSameAs(theirs);
              assertThat(context).doesNotHaveBean(SpanProcessor.class);
            });
  }

  @Test
  @DisplayName("IN-05: an OpenTelemetry of the application's is joined: one span a call, all on it")
  void joined() {
    application
        .withUserConfiguration(Theirs.class)
        .withPropertyValues("parley.endpoint=http://localhost:9")
        .run(
            context -> {
              assertThat(context).hasBean("parleySpanExporter");
              Parley parley = context.getBean(Parley.class);
              assertThat(parley.openTelemetry()).isSameAs(context.getBean(OpenTelemetry.class));
              Conversation.of("c-1")
                  .run(
                      () -> {
                        Step.llm("ours").on(parley).run(() -> {});
                        parley
                            .openTelemetry()
                            .getTracer("theirs")
                            .spanBuilder("theirs")
                            .startSpan()
                            .end();
                      });
              assertThat(context.getBean(InMemorySpanExporter.class).getFinishedSpanItems())
                  .extracting(
                      SpanData::getName, span -> span.getAttributes().get(Recorded.CONVERSATION))
                  .containsExactly(tuple("ours", "c-1"), tuple("theirs", "c-1"));
            });
  }

  @Test
  @DisplayName(
      "IN-04: without actuator, tracing, Reactor or Spring AI the application starts as well")
  void bare() {
    new ApplicationContextRunner()
        .withConfiguration(ALL)
        .withPropertyValues(SILENT)
        .withClassLoader(
            new FilteredClassLoader(
                "org.springframework.boot.actuate",
                "io.micrometer",
                "reactor",
                "org.springframework.web",
                "jakarta.servlet",
                "org.springframework.ai"))
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Parley.class));
  }

  @Test
  @DisplayName("What has not been exported when the application ends is exported then")
  void flushed() throws Exception {
    AtomicInteger received = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          received.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ParleyAutoConfiguration.class))
          .withPropertyValues(
              "otel.metrics.exporter=none",
              "otel.logs.exporter=none",
              "otel.bsp.schedule.delay=1h",
              "parley.endpoint=http://localhost:" + server.getAddress().getPort())
          .run(
              context -> {
                Step.llm("last words").on(context.getBean(Parley.class)).run(() -> {});
                assertThat(received).hasValue(0);
              });
      assertThat(received).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Theirs {
    @Bean
    InMemorySpanExporter exporter() {
      return InMemorySpanExporter.create();
    }

    @Bean
    OpenTelemetry openTelemetry(
        InMemorySpanExporter exporter, ObjectProvider<SpanProcessor> processors) {
      var provider = SdkTracerProvider.builder();
      processors.orderedStream().forEach(provider::addSpanProcessor);
      return OpenTelemetrySdk.builder()
          .setTracerProvider(
              provider.addSpanProcessor(SimpleSpanProcessor.create(exporter)).build())
          .build();
    }
  }
}
