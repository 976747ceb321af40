package dev.parley.sdk.internal;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.tracking.ConversationTracker;
import dev.parley.sdk.tracking.Operation;
import dev.parley.sdk.tracking.WorkflowCost;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The books of one Parley: its prices, its turn counters, and what its workflows, conversations and
 * users have spent. Every span is settled here once, when it ends. Thread-safe.
 */
public final class Accounts {
  private static final int MAX_USERS = 10_000;

  private final CostEstimate cost;
  private final WorkflowTracker workflows;
  private final ConversationTracker conversations;
  private final RecentlyUsed<BigDecimal> users = new RecentlyUsed<>(MAX_USERS);
  private final LongAdder unpriced = new LongAdder();

  public Accounts(CostEstimate cost) {
    this(cost, WorkflowTracker.create(), ConversationTracker.create());
  }

  public Accounts(CostEstimate cost, WorkflowTracker workflows, ConversationTracker conversations) {
    this.cost = cost;
    this.workflows = workflows;
    this.conversations = conversations;
  }

  public CostEstimate cost() {
    return cost;
  }

  public TurnCounters turns() {
    return conversations.counters();
  }

  public WorkflowTracker workflows() {
    return workflows;
  }

  public ConversationTracker conversations() {
    return conversations;
  }

  /** How many calls had tokens but a model without a price. */
  public long unpricedCalls() {
    return unpriced.sum();
  }

  /** What was spent so far by whom the limit is for, in US dollars. */
  public BigDecimal spent(Limit limit) {
    Host host = Host.present();
    if (host != null) {
      return host.spent(limit);
    }
    return switch (limit.scope()) {
      case CONVERSATION -> conversations.cost(limit.id());
      case WORKFLOW -> workflows.cost(limit.id());
      case USER -> {
        BigDecimal known = users.get(limit.id());
        yield known == null ? BigDecimal.ZERO : known;
      }
    };
  }

  /** Reads an attribute of a span; {@code null} where it has none. */
  interface SpanReader {
    <T> @Nullable T get(AttributeKey<T> key);
  }

  /**
   * Counts a span that ends.
   *
   * @param call what it is
   * @param span what else it says: whom it is counted for
   * @param startEpochNanos when it started; asked only for a call that can be priced
   * @param prices what a step around asks calls to be priced with; null for the usual book
   * @return what is to be written on it: its cost where it has none yet, and the running totals of
   *     its workflow
   */
  Attributes settle(
      CallReading call,
      SpanReader span,
      String spanId,
      LongSupplier startEpochNanos,
      @Nullable PriceBook prices) {
    CostEstimate book = prices == null ? cost : new CostEstimate(prices);
    AttributesBuilder more = null;
    BigDecimal amount = call.given();
    if (call.operation() == Operation.LLM && amount == null) {
      Cost estimated = estimate(book, call, startEpochNanos);
      if (estimated != null) {
        amount = estimated.total();
        more = Attributes.builder();
        book.write(estimated, more);
      }
    }
    String workflow = span.get(GenAiAttributes.WORKFLOW_ID);
    if (call.operation() != Operation.OTHER) {
      count(
          call,
          spanId,
          amount,
          span.get(GenAiAttributes.CONVERSATION_ID),
          span.get(GenAiAttributes.TURN_NUMBER),
          span.get(GenAiAttributes.USER_ID),
          workflow);
    }
    if (workflow != null) {
      more = more == null ? Attributes.builder() : more;
      runningTotals(workflow, more);
    }
    return more == null ? Attributes.empty() : more.build();
  }

  /** Counts a call whose span is not recorded, by the context that it was made in. */
  public void settleUnrecorded(
      ContextRecord context, @Nullable String model, Usage usage, @Nullable BigDecimal amount) {
    Turn turn = context.turn();
    String conversation = context.conversationId();
    CallReading call = new CallReading(Operation.LLM, null, model, null, usage, amount, null);
    count(
        call,
        null,
        amount,
        conversation,
        turn == null || conversation == null ? null : turn.number(turns(), conversation),
        context.userId(),
        context.workflowId());
  }

  /** The attributes of the cost that the span lacks; counts nothing. */
  @Nullable Attributes priced(Attributes span, long startEpochNanos) {
    CallReading call = CallReading.of(span);
    if (call.operation() != Operation.LLM || call.given() != null) {
      return null;
    }
    Cost estimated = estimateQuietly(cost, call, () -> startEpochNanos);
    return estimated == null ? null : cost.attributes(estimated);
  }

  private @Nullable Cost estimate(
      CostEstimate book, CallReading call, LongSupplier startEpochNanos) {
    Cost estimated = estimateQuietly(book, call, startEpochNanos);
    if (estimated == null
        && call.usage().isKnown()
        && (call.requested() != null || call.answered() != null)) {
      unpriced.increment();
    }
    return estimated;
  }

  private static @Nullable Cost estimateQuietly(
      CostEstimate book, CallReading call, LongSupplier startEpochNanos) {
    if (!call.usage().isKnown() || !book.isPossible()) {
      return null;
    }
    long nanos = startEpochNanos.getAsLong();
    Instant start =
        Instant.ofEpochSecond(
            TimeUnit.NANOSECONDS.toSeconds(nanos), nanos % TimeUnit.SECONDS.toNanos(1));
    return book.of(
        call.provider(), call.requested(), call.answered(), call.usage(), call.tier(), start);
  }

  private void count(
      CallReading call,
      @Nullable String spanId,
      @Nullable BigDecimal amount,
      @Nullable String conversation,
      @Nullable Long turn,
      @Nullable String user,
      @Nullable String workflow) {
    if (workflow != null) {
      if (spanId == null) {
        workflows.add(workflow, call.operation(), amount == null ? null : Cost.usd(amount));
      } else {
        workflows.add(workflow, spanId, call.operation(), amount);
      }
    }
    if (call.operation() != Operation.LLM) {
      return;
    }
    if (conversation != null) {
      String model = call.answered() != null ? call.answered() : call.requested();
      conversations.addCall(conversation, turn, model, call.usage(), amount, user);
    }
    if (user != null && amount != null) {
      users.merge(user, amount, BigDecimal::add);
    }
  }

  private void runningTotals(String workflow, AttributesBuilder more) {
    WorkflowCost so = workflows.get(workflow);
    if (so != null) {
      more.put(GenAiAttributes.WORKFLOW_TOTAL_COST, so.totalCost().doubleValue());
      more.put(GenAiAttributes.WORKFLOW_LLM_CALLS, so.llmCalls());
      more.put(GenAiAttributes.WORKFLOW_TOOL_CALLS, so.toolCalls());
    }
  }
}
