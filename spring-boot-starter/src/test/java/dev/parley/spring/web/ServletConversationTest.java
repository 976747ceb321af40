package dev.parley.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.sdk.Observe;
import dev.parley.sdk.Parley;
import dev.parley.spring.Recorded;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.concurrent.Callable;
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
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A real application on Tomcat, with the tracing that Spring Boot sets up. */
class ServletConversationTest {
  private static ConfigurableApplicationContext application;
  private static Recorded recorded;
  private static Client client;

  @BeforeAll
  static void start() {
    application =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.SERVLET)
            .properties(Recorded.settings())
            .properties("parley.web.user.cookie=who", "parley.prices=m-1=1/2")
            .run();
    recorded = application.getBean(Recorded.class);
    client = new Client(application);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @BeforeEach
  void forget() {
    recorded.reset();
  }

  @Test
  @DisplayName(
      "CTX-29: conversation, turn and user are on the request's span, and on all inside it")
  void request() {
    client.get("/work", "X-Conversation-Id", "c-1", "Cookie", "who=ann");
    await().atMost(Duration.ofSeconds(30)).until(() -> recorded.spans().size() == 4);
    assertThat(recorded.spans())
        .allSatisfy(
            span -> {
              assertThat(span.getAttributes().get(Recorded.CONVERSATION)).isEqualTo("c-1");
              assertThat(span.getAttributes().get(Recorded.USER)).isEqualTo("ann");
              assertThat(span.getAttributes().get(Recorded.TURN)).isEqualTo(1);
              assertThat(span.getTraceId()).isEqualTo(recorded.spans().get(0).getTraceId());
            });
    SpanData server =
        recorded.spans().stream()
            .filter(s -> s.getKind() == SpanKind.SERVER)
            .findAny()
            .orElseThrow();
    assertThat(recorded.named("observed").getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(recorded.named("answer").getParentSpanId())
        .isEqualTo(recorded.named("observed").getSpanId());
    assertThat(recorded.named("inner").getParentSpanId())
        .isEqualTo(recorded.named("answer").getSpanId());

    recorded.reset();
    client.get("/work", "X-Conversation-Id", "c-1");
    await().atMost(Duration.ofSeconds(30)).until(() -> recorded.spans().size() == 4);
    assertThat(recorded.named("answer").getAttributes().get(Recorded.TURN)).isEqualTo(2);
    assertThat(recorded.named("answer").getAttributes().get(Recorded.USER)).isNull();
  }

  @Test
  @DisplayName("A request without a conversation has none, and an asynchronous one keeps its own")
  void others() {
    client.get("/work");
    await().atMost(Duration.ofSeconds(30)).until(() -> recorded.spans().size() == 4);
    assertThat(recorded.spans())
        .allSatisfy(span -> assertThat(span.getAttributes().get(Recorded.CONVERSATION)).isNull());
    recorded.reset();
    assertThat(client.get("/later", "X-Conversation-Id", "c-2")).isEqualTo("done");
    await().atMost(Duration.ofSeconds(30)).until(() -> recorded.spans().size() == 1);
    assertThat(recorded.spans().get(0).getAttributes().get(Recorded.TURN)).isEqualTo(1);
  }

  @Test
  @DisplayName("Fifty conversations at once never mix")
  void concurrently() {
    client.fiftyAtOnce("/work");
    await().atMost(Duration.ofSeconds(30)).until(() -> recorded.spans().size() == 50 * 4 * 2);
    Client.assertNoneMixed(recorded.spans());
  }

  @Test
  @DisplayName("The actuator's info tells how Parley is set up")
  void info() {
    assertThat(client.get("/actuator/info"))
        .contains("\"parley\":{\"capturesContent\":false,\"priceBook\":\"")
        .contains("\"exports\":[]");
    assertThat(application.getBean(Parley.class).prices().isEmpty()).isFalse();
  }

  @EnableAutoConfiguration
  @Configuration(proxyBeanMethods = false)
  @Import({Recorded.class, Work.class})
  static class Application {
    @Bean
    Answers answers(ObservationRegistry registry) {
      return new Answers(registry);
    }
  }

  @Component
  static class Answers {
    private final ObservationRegistry registry;

    Answers(ObservationRegistry registry) {
      this.registry = registry;
    }

    @Observe
    public String answer() {
      return Observation.createNotStarted("inner", registry).observe(() -> "done");
    }
  }

  @RestController
  static class Work {
    private final Answers answers;
    private final ObservationRegistry registry;

    Work(Answers answers, ObservationRegistry registry) {
      this.answers = answers;
      this.registry = registry;
    }

    @GetMapping("/work")
    String work() {
      return Observation.createNotStarted("observed", registry).observe(answers::answer);
    }

    @GetMapping("/later")
    Callable<String> later() {
      return () -> "done";
    }
  }
}
