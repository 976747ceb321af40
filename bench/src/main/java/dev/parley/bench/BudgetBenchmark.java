package dev.parley.bench;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Usage;
import dev.parley.sdk.Budget;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whether a call may start: what its conversation and its user have spent, against two budgets. */
@State(Scope.Thread)
public class BudgetBenchmark {
  private final Parley parley =
      Parley.over(PlainTelemetry.sdk(ParleySpanProcessor.create(SamplePrices.BOOK)));
  private final Span span = Span.getInvalid();
  private @Nullable ContextScope scope;

  /** Something has been spent already. */
  @Setup(Level.Trial)
  public void spend() {
    scope =
        Conversation.of("session_123")
            .user("user_456")
            .budget(Budget.of(Cost.usd("1000")).enforced())
            .userBudget(Budget.of(Cost.usd("1000")).enforced())
            .open();
    for (int i = 0; i < 10; i++) {
      LlmCall call = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
      call.usage(Usage.of(1_000, 500));
      call.end();
    }
  }

  /** Ends the conversation. */
  @TearDown(Level.Trial)
  public void close() {
    if (scope != null) {
      scope.close();
    }
  }

  /** What happens before every call. */
  @Benchmark
  public Context check() {
    Context current = Context.current();
    parley.spans().checkBudget(span, current);
    return current;
  }
}
