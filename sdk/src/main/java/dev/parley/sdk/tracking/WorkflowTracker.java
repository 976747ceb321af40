package dev.parley.sdk.tracking;

import dev.parley.pricing.Cost;
import dev.parley.sdk.internal.RecentlyUsed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cost of each workflow in this process. Every span that ends inside a {@link
 * dev.parley.sdk.Workflow} counts by itself; costs of other origin can be added.
 *
 * <p><b>Bounded.</b> It knows the {@value #DEFAULT_CAPACITY} workflows used last (or as many as
 * {@link #create(int)} says) and forgets the one not used for longest; a forgotten workflow that
 * comes back starts at 0. Thread-safe; totals are exact whoever adds at once.
 */
public final class WorkflowTracker {
  public static final int DEFAULT_CAPACITY = 10_000;

  /** How many single operations are kept of a workflow. */
  static final int MAX_ENTRIES = 50;

  private final RecentlyUsed<Totals> workflows;

  /** Spans that have been counted, so that the one who adds by hand and the span count once. */
  private final RecentlyUsed<Boolean> counted;

  private WorkflowTracker(int capacity) {
    this.workflows = new RecentlyUsed<>(capacity);
    this.counted = new RecentlyUsed<>(capacity);
  }

  /** A tracker of {@value #DEFAULT_CAPACITY} workflows. */
  public static WorkflowTracker create() {
    return create(DEFAULT_CAPACITY);
  }

  /**
   * A tracker of at most so many workflows.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public static WorkflowTracker create(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
    }
    return new WorkflowTracker(capacity);
  }

  /**
   * Begins a workflow with what is known of it. One that is tracked already keeps its totals and
   * its metadata.
   *
   * @return whether it was new
   */
  public boolean start(String workflowId, Map<String, String> metadata) {
    Map<String, String> copy = Map.copyOf(metadata);
    return totals(workflowId).describe(copy);
  }

  /**
   * Adds one operation; a workflow not seen before begins with it.
   *
   * @param cost null when unknown: the operation counts, its cost does not
   */
  public void add(String workflowId, Operation operation, @Nullable Cost cost) {
    totals(workflowId).add(operation, cost == null ? null : cost.total());
  }

  /**
   * Adds the operation of a span, unless that span was counted before, by hand or by itself.
   *
   * @param spanId as {@code SpanContext} gives it
   * @param cost in US dollars; null when unknown
   * @return whether it counted
   */
  public boolean add(
      String workflowId, String spanId, Operation operation, @Nullable BigDecimal cost) {
    Boolean[] first = {false};
    counted.getOrAdd(
        spanId,
        () -> {
          first[0] = true;
          return true;
        });
    if (first[0]) {
      totals(workflowId).add(operation, cost);
    }
    return first[0];
  }

  /** What it has cost so far; null when it is not known (any more). */
  public @Nullable WorkflowCost get(String workflowId) {
    Totals totals = workflows.get(workflowId);
    return totals == null ? null : totals.snapshot();
  }

  /** Its cost so far, in US dollars; 0 when it is not known. */
  public BigDecimal cost(String workflowId) {
    Totals totals = workflows.get(workflowId);
    return totals == null ? BigDecimal.ZERO : totals.cost();
  }

  /** All workflows that are known, by id, least recently used first. */
  public Map<String, WorkflowCost> all() {
    Map<String, WorkflowCost> all = new LinkedHashMap<>();
    workflows.copy().forEach((id, totals) -> all.put(id, totals.snapshot()));
    return all;
  }

  /** Forgets a workflow and says whether there was one. */
  public boolean delete(String workflowId) {
    return workflows.remove(workflowId) != null;
  }

  /** How many are known. */
  public int size() {
    return workflows.size();
  }

  private Totals totals(String workflowId) {
    return workflows.getOrAdd(workflowId, () -> new Totals(RecentlyUsed.key(workflowId)));
  }

  private static final class Totals {
    private final String id;
    private final Instant startedAt = Instant.now();
    private final Deque<WorkflowCost.Entry> latest = new ArrayDeque<>();
    private @Nullable Map<String, String> metadata;
    private volatile BigDecimal total = BigDecimal.ZERO;
    private long llmCalls;
    private long toolCalls;
    private long unpricedCalls;

    Totals(String id) {
      this.id = id;
    }

    BigDecimal cost() {
      return total;
    }

    synchronized boolean describe(Map<String, String> description) {
      boolean isNew = metadata == null && llmCalls + toolCalls == 0 && latest.isEmpty();
      if (isNew) {
        metadata = description;
      }
      return isNew;
    }

    synchronized void add(Operation operation, @Nullable BigDecimal cost) {
      if (latest.size() == MAX_ENTRIES) {
        latest.removeFirst();
      }
      latest.addLast(new WorkflowCost.Entry(Instant.now(), operation, cost));
      total = cost == null ? total : total.add(cost);
      switch (operation) {
        case LLM -> {
          llmCalls++;
          unpricedCalls += cost == null ? 1 : 0;
        }
        case TOOL -> toolCalls++;
        case OTHER -> {}
      }
    }

    synchronized WorkflowCost snapshot() {
      return new WorkflowCost(
          id,
          metadata == null ? Map.of() : metadata,
          List.copyOf(latest),
          total,
          llmCalls,
          toolCalls,
          unpricedCalls,
          startedAt);
    }
  }
}
