package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an agent gave its model: the text of a trace, which is JSON for most models. What it can't
 * be read as stays a text: nothing is lost.
 */
record AgentHistory(List<Message> instructions, List<Message> messages) {

  static final AgentHistory NONE = new AgentHistory(List.of(), List.of());

  static AgentHistory of(String given) {
    Tree tree = Trees.jsonOrNone(given);
    if (!tree.get("messages").isList()) {
      return new AgentHistory(
          List.of(), List.of(Message.of("user", List.of(new Part.Text(given)))));
    }
    List<Message> messages = new ArrayList<>();
    for (Tree message : tree.get("messages").items()) {
      messages.addAll(messages(message));
    }
    return new AgentHistory(instructions(tree.get("system")), messages);
  }

  private static List<Message> instructions(Tree system) {
    if (system.text() != null) {
      return List.of(Message.of("system", List.of(new Part.Text(system.text("")))));
    }
    return ConverseMessages.instructions(system);
  }

  private static List<Message> messages(Tree message) {
    Tree content = message.get("content");
    if (content.text() != null) {
      Tree blocks = PrintedMaps.read(content.text(""));
      if (blocks.exists()) {
        return ClaudeMessages.asked(
            Tree.of(
                List.of(
                    Map.of(
                        "role",
                        message.get("role").text(""),
                        "content",
                        Objects.requireNonNull(blocks.value())))));
      }
    }
    Tree one = Tree.of(List.of(message.fields()));
    return content.first().isMap() && !content.first().has("type")
        ? ConverseMessages.asked(one)
        : ClaudeMessages.asked(one);
  }
}
