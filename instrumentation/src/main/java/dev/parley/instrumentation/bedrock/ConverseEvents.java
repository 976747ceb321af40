package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Tree;
import java.util.Set;

/**
 * The events of a stream in the form of Converse; those of the Nova models' bodies are the same.
 */
final class ConverseEvents {

  static final Set<String> TYPES =
      Set.of(
          "messageStart",
          "contentBlockStart",
          "contentBlockDelta",
          "contentBlockStop",
          "messageStop",
          "metadata");

  private ConverseEvents() {}

  static void add(String type, Tree event, StreamedAnswer answer) {
    StreamedMessage message = answer.choice(0);
    int block = index(event);
    switch (type) {
      case "messageStart" -> message.role(event.get("role").text());
      case "contentBlockStart" -> start(event.get("start"), block, message);
      case "contentBlockDelta" -> delta(event.get("delta"), block, message);
      case "messageStop" -> message.finish(event.get("stopReason").text());
      case "metadata" -> metadata(event, answer);
      default -> {
        // Newer than this code.
      }
    }
  }

  private static int index(Tree event) {
    Long index = event.get("contentBlockIndex").truncated();
    return index == null ? 0 : index.intValue();
  }

  private static void start(Tree start, int block, StreamedMessage message) {
    Tree use = start.get("toolUse");
    if (use.exists()) {
      message.toolCall(block, use.get("toolUseId").text(), use.get("name").text());
    }
  }

  private static void delta(Tree delta, int block, StreamedMessage message) {
    message.text(block, delta.get("text").text());
    message.arguments(block, delta.get("toolUse").get("input").text());
    Tree reasoning = delta.get("reasoningContent");
    message.reasoning(block, reasoning.get("text").text());
    if (reasoning.has("redactedContent")) {
      message.other(block, "redacted_reasoning", Media.length(reasoning.get("redactedContent")));
    }
  }

  private static void metadata(Tree event, StreamedAnswer answer) {
    answer.usage(ConverseAnswer.usage(event.get("usage")));
    answer.model(ConverseAnswer.routed(event));
    answer.tier(event.get("serviceTier").get("type").text());
    answer.latency(event.get("performanceConfig").get("latency").text());
  }
}
