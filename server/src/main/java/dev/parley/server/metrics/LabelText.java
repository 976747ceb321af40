package dev.parley.server.metrics;

import dev.parley.server.store.CallCounters.Labels;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Labels as the exposition writes them: {@code name="value",…}, in a fixed order and without those
 * that are unknown, so that equal labels are equal texts.
 */
final class LabelText {
  /** What stands for all values that found no series of their own. */
  static final String OTHER = "_other_";

  private static final int LONGEST_VALUE = 128;

  /** Operations of the conventions; others are free text, which would make a series each. */
  private static final Set<String> OPERATIONS =
      Set.of("chat", "generate_content", "text_completion", "embeddings", "invoke_agent");

  private final StringBuilder text = new StringBuilder();

  private LabelText() {}

  /** What all families tell calls apart by. */
  static LabelText of(Labels labels) {
    return new LabelText()
        .and("gen_ai_request_model", labels.model())
        .and("gen_ai_provider_name", labels.provider())
        .and("gen_ai_operation_name", operation(labels))
        .and("service_name", labels.service())
        .and("deployment_environment_name", labels.environment());
  }

  /** The same for all that found no series of their own. */
  static LabelText others() {
    return new LabelText()
        .and("gen_ai_request_model", OTHER)
        .and("gen_ai_provider_name", OTHER)
        .and("gen_ai_operation_name", OTHER)
        .and("service_name", OTHER)
        .and("deployment_environment_name", OTHER);
  }

  /** Adds a label; one without a value is left out. */
  LabelText and(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return this;
    }
    text.append(text.isEmpty() ? "" : ",").append(name).append("=\"");
    int end = Math.min(value.length(), LONGEST_VALUE);
    if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    text.append(end < value.length() ? "…\"" : "\"");
    return this;
  }

  private static String operation(Labels labels) {
    String sent = labels.operation();
    if (sent != null && OPERATIONS.contains(sent)) {
      return sent;
    }
    return switch (labels.kind()) {
      case EMBEDDING -> "embeddings";
      case RERANK -> "rerank";
      case AUDIO -> "audio";
      case IMAGE -> "image";
      case AGENT -> "invoke_agent";
      default -> "chat";
    };
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
