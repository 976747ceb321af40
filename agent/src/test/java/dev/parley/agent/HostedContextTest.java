package dev.parley.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.Conversation;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Host;
import dev.parley.sdk.internal.SharedRecord;
import io.opentelemetry.context.Scope;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The agent's side of what an application's copy of the SDK asks it. */
@SuppressWarnings("try") // Scopes work by being open.
class HostedContextTest {
  private static Object ask(Host.Word word, Object... arguments) {
    Object[] question = new Object[arguments.length + 1];
    question[0] = word.name();
    System.arraycopy(arguments, 0, question, 1, arguments.length);
    return HostedContext.INSTANCE.apply(question);
  }

  @Test
  @DisplayName("what the application sets is the agent's, and comes back as it was")
  void application() {
    // A plain map, as one of another copy's classes is here.
    Map<String, Object> told = new HashMap<>(SharedRecord.of(ContextRecord.of("c-1", "ann")));
    try (Scope scope = (Scope) ask(Host.Word.OPEN, told)) {
      assertThat(ContextRecord.in(io.opentelemetry.context.Context.current()).conversationId())
          .isEqualTo("c-1");
      assertThat(ask(Host.Word.RECORD)).isSameAs(told);
    }
    assertThat(ask(Host.Word.RECORD)).isNull();
  }

  @Test
  @DisplayName("what the agent sets inside of that is the application's")
  void agent() {
    Map<String, Object> told = new HashMap<>(SharedRecord.of(ContextRecord.of("c-1", "ann")));
    try (Scope scope = (Scope) ask(Host.Word.OPEN, told);
        var inner = Conversation.of("c-2").open()) {
      Map<?, ?> shared = (Map<?, ?>) ask(Host.Word.RECORD);
      assertThat(shared.get("conversation")).isEqualTo("c-2");
      assertThat(shared.get("user")).isNull();
    }
  }

  @Test
  @DisplayName("turns are counted in one place")
  void turns() {
    assertThat(ask(Host.Word.NEXT_TURN, "turns")).isEqualTo(1L);
    ask(Host.Word.REACHED_TURN, "turns", 7L);
    assertThat(ask(Host.Word.NEXT_TURN, "turns")).isEqualTo(8L);
    assertThat(ask(Host.Word.SPENT, "CONVERSATION", "turns")).isEqualTo(BigDecimal.ZERO);
  }

  @Test
  @DisplayName("what the application redacts with holds for what the agent records")
  void redactors() {
    BiFunction<String, String, String> redactor = (key, text) -> text.replace("secret", "***");
    ask(Host.Word.REDACT_BY, redactor);
    assertThat(Redactors.redact("gen_ai.prompt", "a secret")).isEqualTo("a ***");
    assertThat(AgentParley.get().redactor().redact("gen_ai.prompt", "a secret")).isEqualTo("a ***");

    BiFunction<String, String, String> nothing = (key, text) -> null;
    ask(Host.Word.REDACT_BY, nothing);
    assertThat(Redactors.redact("gen_ai.prompt", "anything")).isNull();
  }

  @Test
  @DisplayName("a question of another version is answered by nothing, and never by an exception")
  void unknown() {
    assertThat(HostedContext.INSTANCE.apply(new Object[] {"SOMETHING_NEW"})).isNull();
    assertThat(HostedContext.INSTANCE.apply(new Object[] {})).isNull();
    assertThat(ask(Host.Word.OPEN, "no map")).isNull();
  }
}
