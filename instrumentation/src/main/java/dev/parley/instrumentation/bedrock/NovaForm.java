package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import java.util.List;

/** Amazon's Nova, whose bodies are those of Converse. */
final class NovaForm implements BodyForm {

  @Override
  public boolean asks(Tree body, String model) {
    Tree block = body.get("messages").first().get("content").first();
    return body.get("messages").isList()
        && (body.has("schemaVersion")
            || body.has("inferenceConfig")
            || (block.isMap() && !block.has("type")));
  }

  @Override
  public List<Message> instructions(Tree body) {
    return ConverseMessages.instructions(body.get("system"));
  }

  @Override
  public List<Message> messages(Tree body) {
    return ConverseMessages.asked(body.get("messages"));
  }

  @Override
  public List<ToolDefinition> tools(Tree body) {
    return ConverseMessages.tools(body.get("toolConfig"));
  }

  @Override
  public boolean answers(Tree body) {
    return body.get("output").get("message").isMap();
  }

  @Override
  public BodyAnswer answer(Tree body) {
    return new BodyAnswer(
        null,
        null,
        ConverseAnswer.usage(body.get("usage")),
        List.of(
            ConverseMessages.answered(
                body.get("output").get("message"), body.get("stopReason").text())));
  }

  @Override
  public boolean continues(Tree chunk) {
    return ConverseEvents.TYPES.stream().anyMatch(chunk::has);
  }

  @Override
  public void add(Tree chunk, StreamedAnswer answer) {
    for (String type : ConverseEvents.TYPES) {
      if (chunk.has(type)) {
        ConverseEvents.add(type, chunk.get(type), answer);
      }
    }
  }
}
