package dev.parley.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.sdk.Observe;
import dev.parley.sdk.StepKind;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.ParleyBuilderCustomizer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ObserveTest {
  private static final AttributeKey<String> COMPLETION =
      AttributeKey.stringKey("gen_ai.completion");
  private static final AttributeKey<String> CITY = AttributeKey.stringKey("function.arg.city");

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(ParleyAutoConfiguration.class, ObserveAutoConfiguration.class))
          .withUserConfiguration(Beans.class)
          .withPropertyValues(
              "otel.metrics.exporter=none",
              "otel.logs.exporter=none",
              "parley.immediate.export=true");

  @Test
  @DisplayName("Methods with @Observe are spans: plain, asynchronous, Mono, Flux and stream")
  void forms() {
    application.run(
        context -> {
          Weather weather = context.getBean(Weather.class);
          InMemorySpanExporter exported = context.getBean(InMemorySpanExporter.class);
          assertThat(weather.now("Oslo")).isEqualTo("rain in Oslo");
          SpanData now = exported.getFinishedSpanItems().get(0);
          assertThat(now.getName()).isEqualTo("weather");
          assertThat(now.getAttributes().get(CITY)).isEqualTo("Oslo");

          CompletableFuture<String> later = weather.later().toCompletableFuture();
          assertThat(exported.getFinishedSpanItems()).hasSize(1);
          weather.finish();
          assertThat(later.join()).isEqualTo("later");

          Mono<String> mono = weather.mono();
          Flux<String> flux = weather.flux();
          assertThat(exported.getFinishedSpanItems()).hasSize(2);
          assertThat(mono.block()).isEqualTo("mono");
          assertThat(flux.collectList().block()).containsExactly("f", "lux");
          assertThat(weather.stream().toList()).containsExactly("st", "ream");
          weather.unobserved();
          assertThat(exported.getFinishedSpanItems())
              .extracting(SpanData::getName)
              .containsExactly("weather", "later", "mono", "flux", "stream");
          assertThat(exported.getFinishedSpanItems().get(3).getEvents())
              .extracting(event -> event.getAttributes().get(COMPLETION))
              .contains("flux");
        });
  }

  @Test
  @DisplayName("An interface's @Observe counts, and exceptions reach the caller as they are")
  void behindInterface() {
    application.run(
        context -> {
          Search search = context.getBean(Search.class);
          InMemorySpanExporter exported = context.getBean(InMemorySpanExporter.class);
          assertThat(search.find("x")).containsExactly("x");
          assertThatThrownBy(() -> search.find("")).isInstanceOf(IOException.class);
          assertThat(exported.getFinishedSpanItems())
              .extracting(SpanData::getName)
              .containsExactly("find", "find");
          assertThat(exported.getFinishedSpanItems().get(1).getEvents())
              .extracting(EventData::getName)
              .contains("exception");
        });
  }

  @Test
  @DisplayName("A bean that can't be proxied works on, unobserved; a property switches all off")
  void left() {
    application.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context.getBean(Sealed.class).call()).isEqualTo("called");
          assertThat(AopUtils.isAopProxy(context.getBean(Plain.class))).isFalse();
        });
    application
        .withPropertyValues("parley.observe.enabled=false")
        .run(context -> assertThat(AopUtils.isAopProxy(context.getBean(Weather.class))).isFalse());
  }

  static class Weather {
    private final CountDownLatch done = new CountDownLatch(1);

    @Observe(name = "weather", kind = StepKind.TOOL)
    public String now(@Observe.Argument("city") String city) {
      return "rain in " + city;
    }

    @Observe
    public CompletionStage<String> later() {
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              done.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return "later";
          });
    }

    @Observe
    public Mono<String> mono() {
      return Mono.just("mono");
    }

    @Observe
    public Flux<String> flux() {
      return Flux.just("f", "lux");
    }

    @Observe
    public Stream<String> stream() {
      return Stream.of("st", "ream");
    }

    public void unobserved() {}

    public void finish() {
      done.countDown();
    }
  }

  interface Search {
    @Observe(kind = StepKind.TOOL)
    List<String> find(String query) throws IOException;
  }

  static class Catalogue implements Search {
    @Override
    public List<String> find(String query) throws IOException {
      if (query.isEmpty()) {
        throw new IOException("nothing to look for");
      }
      return List.of(query);
    }
  }

  static final class Sealed {
    @Observe
    public String call() {
      return "called";
    }
  }

  static class Plain {}

  @Configuration(proxyBeanMethods = false)
  static class Beans {
    @Bean
    InMemorySpanExporter exporter() {
      return InMemorySpanExporter.create();
    }

    @Bean
    ParleyBuilderCustomizer intoMemory(InMemorySpanExporter exporter) {
      return builder -> builder.spanExporter(exporter);
    }

    @Bean
    Weather weather() {
      return new Weather();
    }

    @Bean
    Search search() {
      return new Catalogue();
    }

    @Bean
    Sealed sealedBean() {
      return new Sealed();
    }

    @Bean
    Plain plain() {
      return new Plain();
    }
  }
}
