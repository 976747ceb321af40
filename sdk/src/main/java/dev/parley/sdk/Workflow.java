package dev.parley.sdk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A business process that several steps serve: {@code workflow.id} and {@code workflow.type} on
 * every span inside. Inside a conversation with no turn around it, opening it is the next turn.
 *
 * <p>An inner workflow replaces the outer one whole, its type too. An empty id means "no workflow".
 */
public final class Workflow implements Scoped {
  private final @Nullable String id;
  private final @Nullable String type;
  private final Map<String, String> custom;

  private Workflow(@Nullable String id, @Nullable String type, Map<String, String> custom) {
    this.id = id;
    this.type = type;
    this.custom = custom;
  }

  /** The workflow of this id; null or empty for none. */
  public static Workflow of(@Nullable String id) {
    return new Workflow(id == null || id.isEmpty() ? null : id, null, Map.of());
  }

  /** With a type that groups workflows, such as {@code rag}. */
  public Workflow type(@Nullable String workflowType) {
    return new Workflow(id, workflowType, custom);
  }

  /** With {@code custom.<key>} on every span inside, beside those of outer scopes. */
  public Workflow attribute(String key, @Nullable Object value) {
    return new Workflow(id, type, CustomValues.with(custom, key, value));
  }

  @Override
  public ContextScope open() {
    return Scopes.open(
        outer ->
            outer.withWorkflow(id, id == null ? null : type).withCustom(custom).asUnitOfWork());
  }
}
