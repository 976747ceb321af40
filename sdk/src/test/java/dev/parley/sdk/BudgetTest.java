package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private final SpanRecorder recorder =
      new SpanRecorder(
          builder ->
              builder.prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))));
  private final Parley parley = recorder.parley();
  private final AtomicInteger made = new AtomicInteger();

  /** A call of 0.30 USD, as an instrumented client makes it. */
  private void call() {
    LlmCall call = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
    made.incrementAndGet();
    call.usage(Usage.of(0, 30_000));
    call.end();
  }

  private SpanData last() {
    return recorder.spans().get(recorder.spans().size() - 1);
  }

  @Test
  @DisplayName("A budget marks the calls that start when it is spent, and stops none")
  void marks() {
    Conversation conversation = Conversation.of("c1").budget(Cost.usd("0.50"));
    conversation.run(this::call);
    conversation.run(this::call);
    assertThat(SpanRecorder.map(last().getAttributes()))
        .doesNotContainKey("parley.budget.exceeded");

    conversation.run(this::call);

    assertThat(made).hasValue(3);
    assertThat(SpanRecorder.map(last().getAttributes()))
        .containsEntry("parley.budget.exceeded", true)
        .containsEntry("parley.budget.scope", "conversation")
        .containsEntry("parley.budget.limit_usd", 0.5)
        .containsEntry("parley.budget.spent_usd", 0.6);
    assertThat(last().getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("An enforced budget stops the next call of an instrumented client before it is made")
  void enforcedOnClients() {
    Conversation conversation =
        Conversation.of("c1").budget(Budget.of(Cost.usd("0.30")).enforced());
    conversation.run(this::call);

    BudgetExceededException refused =
        catchThrowableOfType(BudgetExceededException.class, () -> conversation.run(this::call));

    assertThat(made).hasValue(1);
    assertThat(refused)
        .hasMessage(
            "the budget of conversation \"c1\" is spent (0.3 of 0.3 USD); the model was not"
                + " called");
    assertThat(refused.scope()).isEqualTo("conversation");
    assertThat(refused.id()).isEqualTo("c1");
    assertThat(refused.limit()).isEqualByComparingTo("0.30");
    assertThat(refused.spent()).isEqualByComparingTo("0.30");
    assertThat(last().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(SpanRecorder.map(last().getAttributes()))
        .containsEntry("error.type", BudgetExceededException.class.getName())
        .containsEntry("parley.budget.exceeded", true);
    Conversation.of("c2").run(this::call);
    assertThat(made).as("another conversation has no budget").hasValue(2);
  }

  @Test
  @DisplayName("An enforced budget stops a model step, and lets tools and chains run")
  void enforcedOnSteps() {
    Workflow workflow = Workflow.of("w1").budget(Budget.of(Cost.usd("0.10")).enforced());
    workflow.run(this::call);

    workflow.run(
        () -> {
          Step.tool("tool").on(parley).run(made::incrementAndGet);
          Step.chain("chain").on(parley).run(made::incrementAndGet);
          assertThatThrownBy(() -> Step.llm("llm").on(parley).run(made::incrementAndGet))
              .isInstanceOf(BudgetExceededException.class)
              .hasMessageContaining("workflow \"w1\"");
        });

    assertThat(made).hasValue(3);
    assertThat(recorder.spans()).extracting(SpanData::getName).contains("tool", "chain", "llm");
  }

  @Test
  @DisplayName("A user's budget holds over all conversations of that user and no other's")
  void users() {
    Budget budget = Budget.of(Cost.usd("0.30")).enforced();
    Conversation.of("c1").user("u1").userBudget(budget).run(this::call);

    assertThatThrownBy(() -> Conversation.of("c2").user("u1").userBudget(budget).run(this::call))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("user \"u1\"");
    Conversation.of("c3").user("u2").userBudget(budget).run(this::call);

    assertThat(made).hasValue(2);
  }

  @Test
  @DisplayName("A budget holds in scopes of the same conversation inside, and not in another's")
  void nesting() {
    Conversation outer = Conversation.of("c1").budget(Budget.of(Cost.usd("0.30")).enforced());
    outer.run(this::call);

    outer.run(
        () -> {
          assertThatThrownBy(() -> Conversation.of("c1").turn(7).run(this::call))
              .isInstanceOf(BudgetExceededException.class);
          Conversation.of("c2").run(this::call);
        });

    assertThat(made).hasValue(2);
  }

  @Test
  @DisplayName("Of several spent budgets the enforced one decides")
  void several() {
    Workflow.of("w1")
        .budget(Budget.of(Cost.usd("0.30")).enforced())
        .run(
            () ->
                Conversation.of("c1")
                    .budget(Cost.usd("0.30"))
                    .run(
                        () -> {
                          call();
                          assertThatThrownBy(this::call)
                              .isInstanceOf(BudgetExceededException.class)
                              .hasMessageContaining("workflow \"w1\"");
                        }));
  }

  @Test
  @DisplayName("A refused call inside a step leaves the step the wrapper of nothing")
  void refusedInside() {
    Conversation.of("c1")
        .run(
            () ->
                Step.llm("step")
                    .on(parley)
                    .run(
                        () ->
                            Workflow.of("w1")
                                .budget(Budget.of(Cost.ZERO).enforced())
                                .run(
                                    () ->
                                        assertThatThrownBy(this::call)
                                            .isInstanceOf(BudgetExceededException.class))));

    assertThat(recorder.attributes("step")).doesNotContainKey("parley.usage.role");
  }

  @Test
  @DisplayName("Amounts are decimal numbers of 0 or more")
  void amounts() {
    assertThatThrownBy(() -> Cost.usd("ten"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"ten\"");
    assertThatThrownBy(() -> Cost.usd("-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
