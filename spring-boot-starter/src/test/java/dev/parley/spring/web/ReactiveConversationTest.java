package dev.parley.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.sdk.Observe;
import dev.parley.spring.Recorded;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A real application on Netty, with the tracing that Spring Boot sets up. */
class ReactiveConversationTest {
  private static ConfigurableApplicationContext application;
  private static Recorded recorded;
  private static Client client;

  @BeforeAll
  static void start() {
    application =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.REACTIVE)
            .properties(Recorded.settings())
            .properties("parley.web.user.cookie=who")
            .run();
    recorded = application.getBean(Recorded.class);
    client = new Client(application);
  }

  @AfterAll
  static void stop() {
    application.close();
    reactor.core.publisher.Hooks.disableAutomaticContextPropagation();
  }

  @BeforeEach
  void forget() {
    recorded.reset();
  }

  @Test
  @DisplayName("CTX-29: a request's conversation follows its Mono and Flux from thread to thread")
  void request() {
    assertThat(client.get("/work", "X-Conversation-Id", "c-1", "Cookie", "who=ann"))
        .isEqualTo("one,two");
    await().atMost(Duration.ofSeconds(30)).until(() -> recorded.spans().size() == 4);
    SpanData server =
        recorded.spans().stream()
            .filter(s -> s.getKind() == SpanKind.SERVER)
            .findAny()
            .orElseThrow();
    assertThat(recorded.spans())
        .allSatisfy(
            span -> {
              assertThat(span.getTraceId()).isEqualTo(server.getTraceId());
              assertThat(span.getAttributes().get(Recorded.CONVERSATION)).isEqualTo("c-1");
              assertThat(span.getAttributes().get(Recorded.USER)).isEqualTo("ann");
              assertThat(span.getAttributes().get(Recorded.TURN)).isEqualTo(1);
            });
    assertThat(recorded.named("stream").getParentSpanId()).isEqualTo(server.getSpanId());
  }

  @Test
  @DisplayName("Fifty conversations at once never mix, on few threads")
  void concurrently() {
    client.fiftyAtOnce("/work");
    await().atMost(Duration.ofSeconds(30)).until(() -> recorded.spans().size() == 50 * 4 * 2);
    Client.assertNoneMixed(recorded.spans());
  }

  @EnableAutoConfiguration
  @Configuration(proxyBeanMethods = false)
  @Import({Recorded.class, Work.class})
  static class Application {
    @Bean
    Pipelines pipelines() {
      return new Pipelines();
    }
  }

  static class Pipelines {
    @Observe
    public Flux<String> stream() {
      return Flux.just("one", "two").publishOn(Schedulers.parallel());
    }

    @Observe
    public String blocking(String word) {
      return word;
    }
  }

  @RestController
  static class Work {
    private final Pipelines pipelines;

    Work(Pipelines pipelines) {
      this.pipelines = pipelines;
    }

    @GetMapping("/work")
    Mono<String> work() {
      return pipelines.stream()
          .publishOn(Schedulers.boundedElastic())
          .map(pipelines::blocking)
          .collectList()
          .map(words -> String.join(",", words));
    }
  }
}
