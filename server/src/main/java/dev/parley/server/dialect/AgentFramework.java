package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft's Agent Framework, Semantic Kernel and Extensions.AI, which share an instrumentation.
 */
final class AgentFramework implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(entry(Field.WORKFLOW_ID, List.of("workflow.id", "workflow.name")));

  @Override
  public Dialect dialect() {
    return Dialect.AGENT_FRAMEWORK;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("agent_framework")
        || scope.startsWith("Microsoft.Agents")
        || scope.startsWith("Microsoft.SemanticKernel")
        || scope.startsWith("Experimental.Microsoft.Extensions.AI")
        || scope.startsWith("Experimental.Microsoft.Agents");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("executor.id")
        || sent.attributes().has("edge_group.type")
        || "microsoft.agent_framework".equals(sent.attributes().text("gen_ai.provider.name"));
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    if (!sent.attributes().has("executor.id")
        && !sent.name().startsWith("edge_group.")
        && !sent.name().startsWith("message.")
        && !sent.name().startsWith("workflow.")) {
      return null;
    }
    String name = sent.name();
    if (name.startsWith("workflow.run")) {
      return Kind.WORKFLOW;
    }
    boolean step =
        name.startsWith("executor.process")
            || name.startsWith("edge_group.process")
            || name.equals("message.send")
            || name.equals("workflow.build");
    return step ? Kind.STEP : null;
  }
}
