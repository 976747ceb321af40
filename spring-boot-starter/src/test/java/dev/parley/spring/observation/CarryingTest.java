package dev.parley.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.instrumentation.CarriedContext;
import dev.parley.spring.Recorded;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What observations carry, in an application whose spans Micrometer makes. */
class CarryingTest {
  private final ConfigurableApplicationContext application =
      new SpringApplicationBuilder(Application.class)
          .web(WebApplicationType.NONE)
          .properties(Recorded.settings())
          .run();
  private final ObservationRegistry registry = application.getBean(ObservationRegistry.class);
  private final Parley parley = application.getBean(Parley.class);
  private final Tracer tracer =
      application.getBean(OpenTelemetry.class).getTracer("somebody's library");
  private final Recorded recorded = application.getBean(Recorded.class);

  @AfterEach
  void end() {
    application.close();
  }

  @Test
  @DisplayName("An observation has what was opened last, and nothing of what that replaced")
  void lastOpened() {
    Conversation.of("c-1")
        .user("u-1")
        .run(
            () ->
                observe(
                    "outer",
                    () -> {
                      Conversation.of("c-2")
                          .run(() -> observe("inner", () -> observe("in", this::plain)));
                      observe("after", () -> {});
                    }));
    assertTold("outer", "c-1", "u-1");
    assertTold("inner", "c-2", null);
    assertTold("in", "c-2", null);
    assertTold("plain", "c-2", null);
    assertTold("after", "c-1", "u-1");
    assertThat(recorded.named("in").getParentSpanId())
        .isEqualTo(recorded.named("inner").getSpanId());
    assertThat(recorded.named("plain").getParentSpanId())
        .isEqualTo(recorded.named("in").getSpanId());
  }

  @Test
  @DisplayName("A conversation opened inside an observation holds for what is inside, steps too")
  void openedInside() {
    observe(
        "outer",
        () ->
            Conversation.of("c-1")
                .run(
                    () -> {
                      observe("inner", this::plain);
                      Step.agent("step")
                          .on(parley)
                          .run(
                              () -> Conversation.of("c-2").run(() -> observe("in step", () -> {})));
                    }));
    assertTold("outer", null, null);
    assertTold("inner", "c-1", null);
    assertTold("plain", "c-1", null);
    assertTold("step", "c-1", null);
    assertTold("in step", "c-2", null);
    assertThat(recorded.named("in step").getParentSpanId())
        .isEqualTo(recorded.named("step").getSpanId());
  }

  @Test
  @DisplayName("A step in another conversation passes it on to the observations inside")
  void stepBetween() {
    Conversation.of("c-1")
        .user("u-1")
        .run(
            () ->
                observe(
                    "outer",
                    () ->
                        Conversation.of("c-2")
                            .run(
                                () ->
                                    Step.agent("step")
                                        .on(parley)
                                        .run(() -> observe("inner", () -> {})))));
    assertTold("step", "c-2", null);
    assertTold("inner", "c-2", null);
  }

  @Test
  @DisplayName("What is carried is current again wherever the observation is, baggage beside it")
  void elsewhere() throws InterruptedException {
    CarriedContext carried = CarriedContext.of(Conversation.of("c-1").turnIn(Context.root()));
    try (Scope inside =
        Baggage.builder()
            .put("tenant", "t-1")
            .build()
            .storeInContext(Context.root())
            .makeCurrent()) {
      assertThat(inside).isNotNull();
      Observation observation = Observation.start("outer", registry);
      application
          .getBean(CarryingObservationHandler.class)
          .carry(observation.getContext(), carried);
      Thread other =
          new Thread(
              () -> {
                observation.scoped(
                    () -> {
                      assertThat(Baggage.current().getEntryValue("tenant")).isEqualTo("t-1");
                      observe("inner", this::plain);
                      observation.scoped(this::again);
                      observe("after", () -> {});
                    });
                assertThat(Context.current()).isSameAs(Context.root());
              });
      other.start();
      other.join();
      observation.stop();
    }
    for (String name : List.of("outer", "inner", "plain", "again", "after")) {
      assertTold(name, "c-1", null);
    }
  }

  private void observe(String name, Runnable inside) {
    Observation.createNotStarted(name, registry).observe(inside);
  }

  private void plain() {
    tracer.spanBuilder("plain").startSpan().end();
  }

  private void again() {
    tracer.spanBuilder("again").startSpan().end();
  }

  private void assertTold(String span, @Nullable String conversation, @Nullable String user) {
    assertThat(recorded.named(span).getAttributes().get(Recorded.CONVERSATION))
        .as(span)
        .isEqualTo(conversation);
    assertThat(recorded.named(span).getAttributes().get(Recorded.USER)).as(span).isEqualTo(user);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Recorded.class)
  static class Application {}
}
