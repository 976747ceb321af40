package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of an agent tell: how many tokens all of them took, which model was asked first
 * and with which options, and what the model was given last. Thread-safe.
 */
final class AgentTrace {

  /** More than one answer has reasons to stop. */
  private static final int MOST_REASONS = 64;

  private final Set<String> stopReasons = new LinkedHashSet<>();
  private @Nullable String model;
  private @Nullable Long input;
  private @Nullable Long output;
  private Tree options = Tree.NONE;
  private @Nullable String given;

  /**
   * A step's trace.
   *
   * @param part what a trace event holds
   */
  synchronized void add(Tree part) {
    boolean ofCollaborator = part.get("callerChain").items().size() > 1;
    Tree trace = part.get("trace");
    for (Object kind : trace.fields().keySet()) {
      Tree step = trace.get(String.valueOf(kind));
      asked(step.get("modelInvocationInput"), "orchestrationTrace".equals(kind) && !ofCollaborator);
      answered(step.get("modelInvocationOutput"));
    }
  }

  private void asked(Tree invocation, boolean ofAgent) {
    if (!invocation.exists()) {
      return;
    }
    if (model == null) {
      model = invocation.get("foundationModel").text();
    }
    if (!options.exists()) {
      options = invocation.get("inferenceConfiguration");
    }
    String text = invocation.get("text").text();
    if (ofAgent && text != null && text.length() <= Trees.LONGEST_BODY) {
      given = text;
    }
  }

  private void answered(Tree invocation) {
    Tree usage = invocation.get("metadata").get("usage");
    input = sum(input, usage.get("inputTokens").truncated());
    output = sum(output, usage.get("outputTokens").truncated());
    String raw = invocation.get("rawResponse").get("content").text();
    if (raw != null && stopReasons.size() < MOST_REASONS) {
      String reason = Trees.jsonOrNone(raw).any("stop_reason", "stopReason").text();
      if (reason != null) {
        stopReasons.add(reason);
      }
    }
  }

  private static @Nullable Long sum(@Nullable Long all, @Nullable Long more) {
    return more == null ? all : all == null ? more : (Long) (all + more);
  }

  /** The first that was asked; null while none is known. */
  synchronized @Nullable String model() {
    return model;
  }

  synchronized Usage usage() {
    return Usage.builder().input(input).output(output).build();
  }

  synchronized Tree options() {
    return options;
  }

  /** Each once, in their order. */
  synchronized List<String> stopReasons() {
    return new ArrayList<>(stopReasons);
  }

  synchronized AgentHistory history() {
    return given == null ? AgentHistory.NONE : AgentHistory.of(given);
  }
}
