package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  private void step(String name) {
    Step.chain(name).on(spans.parley()).run(() -> {});
  }

  private Object turn(String name) {
    return spans.attributes(name).get("gen_ai.conversation.turn_number");
  }

  @Test
  @DisplayName(
      "CTX-04 D9: three turn scopes number themselves 1, 2, 3, apart for each conversation")
  void scopesNumberThemselves() {
    for (int i = 1; i <= 3; i++) {
      try (ContextScope turn = Conversation.of("c1").openTurn()) {
        spans.span("c1-" + i);
        spans.span("again-" + i);
      }
      try (ContextScope turn = Conversation.of("c2").openTurn()) {
        spans.span("c2-" + i);
      }
    }

    for (int i = 1; i <= 3; i++) {
      assertThat(turn("c1-" + i)).isEqualTo((long) i);
      assertThat(turn("again-" + i)).isEqualTo((long) i);
      assertThat(turn("c2-" + i)).isEqualTo((long) i);
    }
    assertThat(spans.attributes("c1-1")).containsEntry("parley.turn.automatic", true);
  }

  @Test
  @DisplayName("CTX-04 D9: each top-level step, call, workflow and agent is the next turn")
  void unitsOfWork() {
    Conversation.of("c")
        .run(
            () -> {
              step("one");
              LlmCall.of(spans.parley(), "chat", "openai").model("two").start().end();
              Workflow.of("w")
                  .run(
                      () -> {
                        spans.span("three");
                        step("three-step");
                      });
              Agent.of("a").run(() -> step("four"));
            });

    assertThat(turn("one")).isEqualTo(1L);
    assertThat(turn("chat two")).isEqualTo(2L);
    assertThat(turn("three")).isEqualTo(3L);
    assertThat(turn("three-step")).isEqualTo(3L);
    assertThat(turn("four")).isEqualTo(4L);
  }

  @Test
  @DisplayName("A conversation stored in a context holds where that is current, as in its scope")
  void storedInContext() {
    Context here = Context.current();
    Context conversation = Conversation.of("c").user("ann").in(here);
    Context turn = Conversation.of("c").turnIn(here);
    Context byHand = Conversation.of("c").turn(7).in(here);
    Context none = Conversation.of("").turnIn(conversation);
    assertThat(Context.current()).isSameAs(here);

    conversation.wrap(() -> step("first")).run();
    conversation.wrap(() -> step("second")).run();
    turn.wrap(() -> spans.span("third")).run();
    turn.wrap(() -> step("in third")).run();
    byHand.wrap(() -> spans.span("seventh")).run();
    none.wrap(() -> step("none")).run();

    assertThat(spans.attributes("first"))
        .containsEntry("gen_ai.conversation.id", "c")
        .containsEntry("user.id", "ann");
    assertThat(turn("first")).isEqualTo(1L);
    assertThat(turn("second")).isEqualTo(2L);
    assertThat(turn("third")).isEqualTo(3L);
    assertThat(turn("in third")).isEqualTo(3L);
    assertThat(turn("seventh")).isEqualTo(7L);
    assertThat(spans.attributes("none")).doesNotContainKey("gen_ai.conversation.id");
    assertThat(turn("none")).isNull();
  }

  @Test
  @DisplayName("CTX-04: a loop of calls inside a step is one turn")
  void oneTurn() {
    Conversation.of("c")
        .run(
            () ->
                Step.agent("loop")
                    .on(spans.parley())
                    .run(
                        () -> {
                          for (int i = 0; i < 5; i++) {
                            LlmCall.of(spans.parley(), "chat", "openai").start().end();
                          }
                        }));

    assertThat(spans.spans())
        .hasSize(6)
        .allSatisfy(
            span ->
                assertThat(SpanRecorder.map(span.getAttributes()))
                    .containsEntry("gen_ai.conversation.turn_number", 1L));
  }

  @Test
  @DisplayName("CTX-04: a number given by hand wins, and counting goes on after it")
  void byHandWins() {
    Conversation.of("c").run(() -> step("first"));
    try (ContextScope turn = Conversation.of("c").openTurn(10)) {
      step("tenth");
    }
    Conversation.of("c").run(() -> step("next"));

    assertThat(turn("first")).isEqualTo(1L);
    assertThat(turn("tenth")).isEqualTo(10L);
    assertThat(spans.attributes("tenth")).doesNotContainKey("parley.turn.automatic");
    assertThat(turn("next")).isEqualTo(11L);
  }

  @Test
  @DisplayName("Another instance of Parley counts by itself")
  void perInstance() {
    Conversation.of("c").run(() -> step("here"));
    try (SpanRecorder other = new SpanRecorder()) {
      Conversation.of("c").run(() -> Step.chain("there").on(other.parley()).run(() -> {}));
      assertThat(other.attributes("there")).containsEntry("gen_ai.conversation.turn_number", 1L);
    }
  }

  @Test
  @DisplayName("Outside a conversation there is no turn")
  void noConversation() {
    step("alone");
    Workflow.of("w").run(() -> step("in-workflow"));

    assertThat(turn("alone")).isNull();
    assertThat(turn("in-workflow")).isNull();
  }
}
