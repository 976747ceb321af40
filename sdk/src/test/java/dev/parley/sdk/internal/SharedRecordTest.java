package dev.parley.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import dev.parley.sdk.internal.ContextRecord.WorkflowIdentity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedRecordTest {
  private static final ContextRecord RECORD =
      ContextRecord.of("c-1", "ann")
          .withTurn(Turn.automatic())
          .withWorkflow(new WorkflowIdentity("w", "rag", null, "s"))
          .withAgent(new AgentIdentity("guide", null, "guides", "2"))
          .withCustom(Map.of("customer", "acme"))
          .withBudget(Limit.Scope.USER, Budget.of(Cost.usd("0.5")).enforced());

  /** As a copy in another class loader sees it. */
  private static ContextRecord readElsewhere(ContextRecord record) {
    return SharedRecord.read(new HashMap<>(SharedRecord.of(record)));
  }

  @Test
  @DisplayName("the copy that shared a record gets that very record back")
  void own() {
    assertThat(SharedRecord.read(SharedRecord.of(RECORD)).is(RECORD)).isTrue();
    assertThat(SharedRecord.read(null)).isNull();
    assertThat(SharedRecord.read("something else")).isNull();
  }

  @Test
  @DisplayName("another copy reads all of it, by types of the JDK alone")
  void elsewhere() {
    ContextRecord read = readElsewhere(RECORD);

    assertThat(read.conversationId()).isEqualTo("c-1");
    assertThat(read.userId()).isEqualTo("ann");
    assertThat(read.workflow()).isEqualTo(RECORD.workflow());
    assertThat(read.agent()).isEqualTo(RECORD.agent());
    assertThat(read.custom()).isEqualTo(RECORD.custom());
    assertThat(read.limits()).hasSize(1);
    assertThat(read.limits().get(0).budget().isEnforced()).isTrue();
    assertThat(read.limits().get(0).budget().limit()).isEqualByComparingTo("0.5");
    assertThat(readElsewhere(ContextRecord.EMPTY)).isEqualTo(ContextRecord.EMPTY);
    for (Object value : SharedRecord.of(RECORD).values()) {
      assertThat(value.getClass().getName())
          .satisfiesAnyOf(
              name -> assertThat(name).startsWith("java."),
              name -> assertThat(name).startsWith("["));
    }
  }

  @Test
  @DisplayName("both copies number one turn, once")
  void turn() {
    ContextRecord read = readElsewhere(RECORD.withTurn(Turn.automatic()));
    ContextRecord again = readElsewhere(read);
    TurnCounters here = new TurnCounters();
    TurnCounters there = new TurnCounters();
    here.next("c-1");

    assertThat(read.turn().number(here, "c-1")).isEqualTo(2);
    assertThat(again.turn().number(there, "c-1")).isEqualTo(2);
    assertThat(read.turn().isAutomatic()).isTrue();
    assertThat(there.next("c-1")).isEqualTo(3);
  }

  @Test
  @DisplayName("what a spent budget raises is made by the copy that set it")
  void refusal() {
    ContextRecord read = readElsewhere(RECORD);

    RuntimeException refusal = read.limits().get(0).refusal(new BigDecimal("0.6"));
    assertThat(refusal)
        .isInstanceOfSatisfying(
            BudgetExceededException.class,
            spent -> {
              assertThat(spent.scope()).isEqualTo("user");
              assertThat(spent.id()).isEqualTo("ann");
              assertThat(spent.spent()).isEqualByComparingTo("0.6");
            });
    assertThat(read.limits().get(0).foreign()).isNotNull();
  }

  @Test
  @DisplayName("a step learns of the calls that another copy makes inside of it")
  void calls() {
    InnerCalls step = new InnerCalls();
    InnerCalls elsewhere = readElsewhere(RECORD.withInnerCalls(step)).innerCalls();

    elsewhere.started("chat");
    assertThat(step.any("chat")).isTrue();
    elsewhere.ended("chat", true, new BigDecimal("0.25"));
    assertThat(step.isUsageKnown("chat")).isTrue();
    assertThat(step.cost()).isEqualByComparingTo("0.25");

    assertThat(elsewhere.startedSpan("s1", "embeddings")).isTrue();
    assertThat(elsewhere.startedSpan("s1", "embeddings")).isFalse();
    elsewhere.endedSpan("s1", "embeddings", false, new BigDecimal("0.5"));
    assertThat(step.any("embeddings")).isTrue();
    assertThat(step.cost()).isEqualByComparingTo("0.75");

    InnerCalls nested = new InnerCalls(elsewhere, true, null);
    nested.started();
    nested.turnedOut("embeddings", true, BigDecimal.ONE);
    assertThat(step.isUsageKnown("embeddings")).isTrue();
    assertThat(step.cost()).isEqualByComparingTo("1.75");
    assertThat(List.of(nested.any("chat"), nested.any("embeddings"))).containsExactly(false, true);
  }
}
