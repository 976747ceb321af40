package dev.parley.sdk;

import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent that acts: {@code gen_ai.agent.name}, {@code .id}, {@code .description}, {@code
 * .version} on every span inside that does not name an agent itself. Inside a conversation with no
 * turn around it, opening it is the next turn.
 *
 * <p>An inner agent replaces the outer one whole: no id or version of the outer remains.
 */
public final class Agent implements Scoped {
  private final AgentIdentity identity;
  private final Map<String, String> custom;

  private Agent(AgentIdentity identity, Map<String, String> custom) {
    this.identity = identity;
    this.custom = custom;
  }

  /** The agent of this name; null leaves the name open. */
  public static Agent of(@Nullable String name) {
    return new Agent(new AgentIdentity(name, null, null, null), Map.of());
  }

  /** With the id by which its framework knows it; null for none. */
  public Agent id(@Nullable String id) {
    return new Agent(
        new AgentIdentity(identity.name(), id, identity.description(), identity.version()), custom);
  }

  /** With what it is for; null for none. */
  public Agent description(@Nullable String text) {
    return new Agent(
        new AgentIdentity(identity.name(), identity.id(), text, identity.version()), custom);
  }

  /** With the version of its code or prompts; null for none. */
  public Agent version(@Nullable String version) {
    return new Agent(
        new AgentIdentity(identity.name(), identity.id(), identity.description(), version), custom);
  }

  /** With {@code custom.<key>} on every span inside, beside those of outer scopes. */
  public Agent attribute(String key, @Nullable Object value) {
    return new Agent(identity, CustomValues.with(custom, key, value));
  }

  @Override
  public ContextScope open() {
    return Scopes.open(outer -> outer.withAgent(identity).withCustom(custom).asUnitOfWork());
  }
}
