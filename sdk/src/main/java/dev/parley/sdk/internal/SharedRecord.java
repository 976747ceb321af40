package dev.parley.sdk.internal;

import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import dev.parley.sdk.internal.ContextRecord.WorkflowIdentity;
import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record in a form that another copy of this library can read, which knows none of its classes:
 *
 * <pre>
 * conversation, user   text
 * turn                 {AtomicLong, Boolean}: its number, which both copies share, and whether it is automatic
 * workflow             {id, type, user, session}
 * agent                {name, id, description, version}
 * custom               a map of texts
 * limits               a list of {scope, id, US dollars, whether enforced, what makes the exception}
 * calls                a function: the inner calls, see {@link SharedCalls}
 * </pre>
 *
 * What is not there is null; what one copy does not know of, it passes over. Unmodifiable.
 */
public final class SharedRecord extends AbstractMap<String, Object> {
  private final ContextRecord record;
  private final Map<String, Object> entries = new HashMap<>();

  private SharedRecord(ContextRecord record) {
    this.record = record;
    enter("conversation", record.conversationId());
    enter("user", record.userId());
    Turn turn = record.turn();
    if (turn != null) {
      enter("turn", turn.shared());
    }
    WorkflowIdentity workflow = record.workflow();
    if (workflow != null) {
      enter(
          "workflow",
          new @Nullable String[] {
            workflow.id(), workflow.type(), workflow.user(), workflow.session()
          });
    }
    AgentIdentity agent = record.agent();
    if (agent != null) {
      enter(
          "agent",
          new @Nullable String[] {agent.name(), agent.id(), agent.description(), agent.version()});
    }
    enter("custom", record.custom());
    enter("limits", record.limits().stream().map(SharedRecord::limit).toList());
    InnerCalls calls = record.innerCalls();
    if (calls != null) {
      enter("calls", SharedCalls.of(calls));
    }
  }

  private void enter(String key, @Nullable Object value) {
    if (value != null) {
      entries.put(key, value);
    }
  }

  private static Object[] limit(Limit limit) {
    Function<BigDecimal, RuntimeException> refusal = limit::refusal;
    Budget budget = limit.budget();
    return new Object[] {
      limit.scope().name(), limit.id(), budget.limit(), budget.isEnforced(), refusal
    };
  }

  /** The record as it is shared. */
  public static Map<String, Object> of(ContextRecord record) {
    return new SharedRecord(record);
  }

  /** The record that was shared, by this copy or another; null for null and for anything else. */
  public static @Nullable ContextRecord read(@Nullable Object shared) {
    if (shared instanceof SharedRecord own) {
      return own.record;
    }
    return shared instanceof Map<?, ?> map ? read(map) : null;
  }

  private static ContextRecord read(Map<?, ?> map) {
    String[] workflow = map.get("workflow") instanceof String[] four ? four : null;
    String[] agent = map.get("agent") instanceof String[] four ? four : null;
    return new ContextRecord(
        map.get("conversation") instanceof String id ? id : null,
        map.get("user") instanceof String id ? id : null,
        map.get("turn") instanceof Object[] turn
            ? Turn.shared((AtomicLong) turn[0], (Boolean) turn[1])
            : null,
        workflow == null
            ? null
            : new WorkflowIdentity(workflow[0], workflow[1], workflow[2], workflow[3]),
        agent == null ? null : new AgentIdentity(agent[0], agent[1], agent[2], agent[3]),
        custom(map.get("custom")),
        limits(map.get("limits")),
        map.get("calls") instanceof Function<?, ?> calls ? SharedCalls.read(calls) : null,
        null);
  }

  @SuppressWarnings("unchecked") // Texts are what every copy puts there; it is unmodifiable.
  private static Map<String, String> custom(@Nullable Object shared) {
    return shared instanceof Map<?, ?> map ? (Map<String, String>) map : Map.of();
  }

  private static List<Limit> limits(@Nullable Object shared) {
    List<Limit> limits = new ArrayList<>();
    if (shared instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Object[] limit) {
          limits.add(limit(limit));
        }
      }
    }
    return List.copyOf(limits);
  }

  @SuppressWarnings("unchecked") // What every copy puts there.
  private static Limit limit(Object[] shared) {
    Budget budget = Budget.of(Cost.usd((BigDecimal) shared[2]));
    return new Limit(
        Limit.Scope.valueOf((String) shared[0]),
        (String) shared[1],
        (Boolean) shared[3] ? budget.enforced() : budget,
        (Function<BigDecimal, RuntimeException>) shared[4]);
  }

  @Override
  public @Nullable Object get(Object key) {
    return entries.get(key);
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return Map.copyOf(entries).entrySet();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
