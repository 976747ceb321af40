package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContextTest {
  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  @Test
  @DisplayName("CTX-01: the conversation's id is on every span in the scope, and on none after")
  void conversationId() {
    try (ContextScope scope = Conversation.of("c1").open()) {
      Span parent = spans.start("parent");
      try (Scope current = parent.makeCurrent()) {
        spans.span("child");
      }
      parent.end();
      spans.span("unrelated");
    }
    spans.span("after");

    for (String name : List.of("parent", "child", "unrelated")) {
      assertThat(spans.attributes(name)).as(name).containsEntry("gen_ai.conversation.id", "c1");
    }
    assertThat(spans.attributes("after")).isEmpty();
  }

  @Test
  @DisplayName("CTX-02: the user's id, where it was given")
  void user() {
    Conversation.of("c1").user("u1").run(() -> spans.span("known"));
    Conversation.of("c1").run(() -> spans.span("unknown"));

    assertThat(spans.attributes("known")).containsEntry("user.id", "u1");
    assertThat(spans.attributes("unknown")).doesNotContainKey("user.id");
  }

  @Test
  @DisplayName("CTX-03: a turn's number given by hand is an integer on every span inside")
  void explicitTurn() {
    Conversation.of("c1").turn(7).run(() -> spans.span("a"));
    try (ContextScope scope = Conversation.of("c1").openTurn(8)) {
      spans.span("b");
    }

    assertThat(spans.attributes("a"))
        .containsEntry("gen_ai.conversation.turn_number", 7L)
        .doesNotContainKey("parley.turn.automatic");
    assertThat(spans.attributes("b")).containsEntry("gen_ai.conversation.turn_number", 8L);
  }

  @Test
  @DisplayName("CTX-06 CTX-07: a workflow inside a conversation, gone after it")
  void workflow() {
    try (ContextScope conversation = Conversation.of("c1").user("u1").open()) {
      Workflow.of("w1").type("rag").run(() -> spans.span("inside"));
      spans.span("after");
    }

    assertThat(spans.attributes("inside"))
        .contains(
            entry("gen_ai.conversation.id", "c1"),
            entry("user.id", "u1"),
            entry("workflow.id", "w1"),
            entry("workflow.type", "rag"));
    assertThat(spans.attributes("after"))
        .containsOnly(entry("gen_ai.conversation.id", "c1"), entry("user.id", "u1"));
  }

  @Test
  @DisplayName("CTX-08: two workflows of one conversation")
  void twoWorkflows() {
    Conversation.of("c1")
        .run(
            () -> {
              Workflow.of("w1").run(() -> spans.span("first"));
              Workflow.of("w2").run(() -> spans.span("second"));
            });

    assertThat(spans.attributes("first"))
        .contains(entry("workflow.id", "w1"), entry("gen_ai.conversation.id", "c1"));
    assertThat(spans.attributes("second"))
        .contains(entry("workflow.id", "w2"), entry("gen_ai.conversation.id", "c1"));
  }

  @Test
  @DisplayName("CTX-09 CTX-10: the innermost conversation counts, the workflow stays")
  void nesting() {
    Conversation.of("outer")
        .run(
            () -> {
              Workflow.of("w").run(() -> Conversation.of("inner").run(() -> spans.span("deep")));
              spans.span("back");
            });

    assertThat(spans.attributes("deep"))
        .contains(entry("gen_ai.conversation.id", "inner"), entry("workflow.id", "w"));
    assertThat(spans.attributes("back")).containsOnly(entry("gen_ai.conversation.id", "outer"));
  }

  @Test
  @DisplayName("CTX-11 CTX-12: agents one after the other in one conversation")
  void agents() {
    Conversation.of("c")
        .run(
            () -> {
              Agent.of("Router")
                  .id("router")
                  .description("sends on")
                  .version("2")
                  .run(() -> spans.span("r"));
              Agent.of("Support").id("support").run(() -> spans.span("s"));
              spans.span("none");
            });

    assertThat(spans.attributes("r"))
        .contains(
            entry("gen_ai.agent.name", "Router"),
            entry("gen_ai.agent.id", "router"),
            entry("gen_ai.agent.description", "sends on"),
            entry("gen_ai.agent.version", "2"));
    assertThat(spans.attributes("s"))
        .contains(entry("gen_ai.agent.id", "support"), entry("gen_ai.conversation.id", "c"))
        .doesNotContainKeys("gen_ai.agent.version", "gen_ai.agent.description");
    assertThat(spans.attributes("none")).containsOnlyKeys("gen_ai.conversation.id");
  }

  @Test
  @DisplayName("CTX-13: conversation, agent and workflow on one span")
  void tripleNesting() {
    Conversation.of("c")
        .run(() -> Agent.of("a").run(() -> Workflow.of("w").run(() -> spans.span("all"))));

    assertThat(spans.attributes("all"))
        .contains(
            entry("gen_ai.conversation.id", "c"),
            entry("gen_ai.agent.name", "a"),
            entry("workflow.id", "w"));
  }

  @Test
  @DisplayName("CTX-14: custom attributes are text; null is left out")
  void custom() {
    CustomAttributes.of("environment", "production")
        .and("n", 5)
        .and("none", null)
        .run(() -> spans.span("s"));

    assertThat(spans.attributes("s"))
        .containsOnly(entry("custom.environment", "production"), entry("custom.n", "5"));
  }

  @Test
  @DisplayName("CTX-15: custom attributes merge and are restored, whatever scope brings them")
  void customMerge() {
    CustomAttributes.of("outer", "1")
        .run(
            () -> {
              Agent.of("a").attribute("inner", 2).run(() -> spans.span("both"));
              Conversation.of("c").attribute("inner", 3).run(() -> spans.span("talk"));
              spans.span("restored");
            });

    assertThat(spans.attributes("both"))
        .contains(entry("custom.outer", "1"), entry("custom.inner", "2"))
        .doesNotContainKey("custom.agent_name");
    assertThat(spans.attributes("talk"))
        .contains(entry("custom.outer", "1"), entry("custom.inner", "3"));
    assertThat(spans.attributes("restored")).containsOnly(entry("custom.outer", "1"));
  }

  @Test
  @DisplayName("CTX-16: an exception leaves the context as it was, and is thrown on")
  void restoredOnException() {
    Context before = Context.current();

    assertThatThrownBy(
            () ->
                Conversation.of("c")
                    .call(
                        () -> {
                          throw new java.io.IOException("broken");
                        }))
        .isInstanceOf(java.io.IOException.class)
        .hasMessage("broken");

    assertThat(Context.current()).isSameAs(before);
    assertThat(CurrentContext.asMap()).isEmpty();
  }

  @Test
  @DisplayName("CTX-17: what is current can be read: exactly what is set")
  void read() {
    assertThat(CurrentContext.asMap()).isEmpty();
    Conversation.of("c")
        .user("u")
        .turn(3)
        .attribute("k", true)
        .run(
            () -> {
              assertThat(CurrentContext.asMap())
                  .isEqualTo(
                      Map.of(
                          "conversation_id", "c",
                          "user_id", "u",
                          "turn_number", 3L,
                          "custom.k", "true"));
              assertThat(CurrentContext.conversationId()).isEqualTo("c");
              assertThat(CurrentContext.turnNumber()).isEqualTo(3);
            });
    assertThat(CurrentContext.asMap()).isEmpty();
  }

  @Test
  @DisplayName("CTX-18: after clearing spans carry nothing, until the scope is closed")
  void clear() {
    Conversation.of("c")
        .run(
            () -> {
              try (ContextScope cleared = CurrentContext.clear()) {
                spans.span("cleared");
              }
              spans.span("back");
            });

    assertThat(spans.attributes("cleared")).isEmpty();
    assertThat(spans.attributes("back")).containsEntry("gen_ai.conversation.id", "c");
  }

  @Test
  @DisplayName("CTX-05: one id links separate traces, in the order of their start")
  void separateTraces() {
    Conversation.of("c1").run(() -> spans.span("first"));
    Conversation.of("c1").run(() -> spans.span("second"));

    List<SpanData> both = spans.spans();
    assertThat(both).hasSize(2);
    assertThat(both.get(0).getTraceId()).isNotEqualTo(both.get(1).getTraceId());
    assertThat(both.get(0).getStartEpochNanos())
        .isLessThanOrEqualTo(both.get(1).getStartEpochNanos());
    assertThat(both)
        .allSatisfy(
            span ->
                assertThat(SpanRecorder.map(span.getAttributes()))
                    .containsEntry("gen_ai.conversation.id", "c1"));
  }

  @Test
  @DisplayName("CTX-22: ids are stored unchanged, also long ones; an empty id is no conversation")
  void ids() {
    String endless = "x".repeat(256 * 1024);
    Conversation.of("conv-1_t@d.com").run(() -> spans.span("at"));
    Workflow.of("wf:2024-01-01/x").run(() -> spans.span("slash"));
    Conversation.of(endless).run(() -> spans.span("long"));
    Conversation.of("outer").run(() -> Conversation.of("").run(() -> spans.span("empty")));
    Conversation.of(null).turn(4).run(() -> spans.span("null"));

    assertThat(spans.attributes("at")).containsEntry("gen_ai.conversation.id", "conv-1_t@d.com");
    assertThat(spans.attributes("slash")).containsEntry("workflow.id", "wf:2024-01-01/x");
    assertThat(spans.attributes("long")).containsEntry("gen_ai.conversation.id", endless);
    assertThat(spans.attributes("empty")).isEmpty();
    assertThat(spans.attributes("null")).isEmpty();
  }

  @Test
  @DisplayName("CTX-23 D11: nothing stale of an outer identity, of whichever kind")
  void noStaleIdentity() {
    Conversation.of("c1")
        .user("u1")
        .turn(3)
        .run(
            () -> {
              Conversation.of("c2").run(() -> spans.span("c2"));
              Conversation.of("c1").run(() -> spans.span("same"));
            });
    Agent.of("A")
        .id("id1")
        .version("1")
        .description("d")
        .run(() -> Agent.of("B").run(() -> spans.span("B")));
    Workflow.of("w1").type("t1").run(() -> Workflow.of("w2").run(() -> spans.span("w2")));

    assertThat(spans.attributes("c2")).containsOnly(entry("gen_ai.conversation.id", "c2"));
    assertThat(spans.attributes("same"))
        .contains(entry("user.id", "u1"), entry("gen_ai.conversation.turn_number", 3L));
    assertThat(spans.attributes("B")).containsOnly(entry("gen_ai.agent.name", "B"));
    assertThat(spans.attributes("w2")).containsOnly(entry("workflow.id", "w2"));
  }

  @Test
  @DisplayName("CTX-24 D12: a custom key replaces no other key")
  void reservedKeys() {
    Conversation.of("c1")
        .user("u1")
        .run(
            () ->
                CustomAttributes.of("conversation_id", "x")
                    .and("user.id", "y")
                    .and("gen_ai.conversation.id", "z")
                    .run(() -> spans.span("s")));

    assertThat(spans.attributes("s"))
        .contains(
            entry("gen_ai.conversation.id", "c1"),
            entry("user.id", "u1"),
            entry("custom.conversation_id", "x"),
            entry("custom.user.id", "y"));
  }

  @Test
  @DisplayName("CTX-25: scopes alone make no span and use up no turn")
  void noSideEffects() {
    Conversation.of("c").run(() -> Workflow.of("w").run(() -> {}));
    try (ContextScope turn = Conversation.of("c").openTurn()) {
      assertThat(CurrentContext.turnNumber()).isNull();
    }
    assertThat(spans.spans()).isEmpty();

    Conversation.of("c").run(() -> Step.chain("first").on(spans.parley()).run(() -> {}));
    assertThat(spans.attributes("first")).containsEntry("gen_ai.conversation.turn_number", 1L);
  }

  @Test
  @DisplayName("CTX-26: what a framework sets on its span wins there, not on its siblings")
  void frameworkWins() {
    Agent.of("Y")
        .id("y")
        .run(
            () -> {
              spans
                  .parley()
                  .tracer()
                  .spanBuilder("own")
                  .setAttribute("gen_ai.agent.name", "X")
                  .startSpan()
                  .end();
              Span late = spans.start("late");
              late.setAttribute("gen_ai.agent.name", "X");
              late.end();
              spans.span("sibling");
            });

    assertThat(spans.attributes("own")).containsOnly(entry("gen_ai.agent.name", "X"));
    assertThat(spans.attributes("late")).containsEntry("gen_ai.agent.name", "X");
    assertThat(spans.attributes("sibling")).containsEntry("gen_ai.agent.name", "Y");
  }
}
