package dev.parley.server.trace;

import dev.parley.server.model.UsageRole;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges spans of a trace by all that are there. */
public final class Standings {
  private Standings() {}

  private record Agent(@Nullable String id, @Nullable String name) {
    static @Nullable Agent of(SpanFacts span) {
      return span.agentId() == null && span.agentName() == null
          ? null
          : new Agent(span.agentId(), span.agentName());
    }
  }

  /**
   * The standing of each span of a trace, by id.
   *
   * @param trace spans of one trace, each id once; their order doesn't matter
   */
  public static Map<Long, Standing> of(Collection<SpanFacts> trace) {
    TraceTree tree = new TraceTree(trace);
    Roles roles = new Roles(tree);
    Finding<String> conversations = new Finding<>(tree, SpanFacts::conversationId);
    Finding<String> users = new Finding<>(tree, SpanFacts::userId);
    Finding<Agent> agents = new Finding<>(tree, Agent::of);
    Map<Long, Standing> standings = new HashMap<>(2 * tree.size());
    for (int i = 0; i < tree.size(); i++) {
      Agent agent = agents.value(i);
      standings.put(
          tree.spans.get(i).id(),
          new Standing(
              roles.role[i],
              roles.counted[i],
              roles.duplicateOf[i] < 0 ? 0 : tree.spans.get(roles.duplicateOf[i]).id(),
              roles.fills[i],
              roles.seenBy[i],
              conversations.value(i),
              conversations.source(i),
              users.value(i),
              users.source(i),
              agent == null ? null : agent.id(),
              agent == null ? null : agent.name(),
              agents.source(i)));
    }
    return standings;
  }

  private static @Nullable Source own(@Nullable Object named) {
    return named == null ? null : Source.OWN;
  }

  /** The standing of a span of whose trace nothing else is known. */
  public static Standing alone(SpanFacts span) {
    UsageRole role = Roles.alone(span);
    Agent agent = Agent.of(span);
    return new Standing(
        role,
        role == UsageRole.OWN || role == UsageRole.AGGREGATE,
        0,
        false,
        1,
        span.conversationId(),
        own(span.conversationId()),
        span.userId(),
        own(span.userId()),
        span.agentId(),
        span.agentName(),
        own(agent));
  }
}
