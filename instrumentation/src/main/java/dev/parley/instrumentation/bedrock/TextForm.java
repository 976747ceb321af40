package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prompt, and the text that completes it: Llama, Amazon's Titan, older models of Anthropic,
 * Mistral, Cohere and AI21. Each has other names for the same.
 */
final class TextForm implements BodyForm {

  @Override
  public boolean asks(Tree body, String model) {
    return body.any("prompt", "inputText").text() != null;
  }

  @Override
  public List<Message> messages(Tree body) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.Text(body.any("prompt", "inputText").text("")));
    for (Tree image : body.get("images").items()) {
      parts.add(new Part.Blob("image", null, Media.length(image)));
    }
    return List.of(Message.of("user", parts));
  }

  @Override
  public boolean answers(Tree body) {
    return body.get("generation").text() != null
        || body.get("completion").text() != null
        || !lists(body).isEmpty();
  }

  /** Where there may be several. */
  private static List<Tree> lists(Tree body) {
    return body.any("results", "outputs", "generations", "completions").items();
  }

  @Override
  public BodyAnswer answer(Tree body) {
    List<Message> messages = new ArrayList<>();
    String one = body.any("generation", "completion").text();
    if (one != null) {
      messages.add(message(one, reason(body)));
    }
    long output = -1;
    for (Tree result : lists(body)) {
      Tree data = result.has("data") ? result.get("data") : result;
      messages.add(message(data.any("outputText", "text").text(""), reason(result)));
      Long tokens = result.get("tokenCount").truncated();
      if (tokens != null) {
        output = Math.max(output, 0) + tokens;
      }
    }
    Long counted = body.get("generation_token_count").truncated();
    Usage usage =
        Usage.builder()
            .input(body.any("prompt_token_count", "inputTextTokenCount").truncated())
            .output(counted != null ? counted : output < 0 ? null : (Long) output)
            .build();
    return new BodyAnswer(null, id(body), usage, messages);
  }

  /** AI21's is a number. */
  private static @Nullable String id(Tree body) {
    Tree id = body.get("id");
    return id.value() instanceof Number number ? number.toString() : id.text();
  }

  private static Message message(String text, @Nullable String reason) {
    return Message.answer("assistant", List.of(new Part.Text(text)), reason);
  }

  private static @Nullable String reason(Tree result) {
    Tree reason = result.any("stop_reason", "completionReason", "finish_reason", "finishReason");
    return (reason.isMap() ? reason.get("reason") : reason).text();
  }

  @Override
  public boolean continues(Tree chunk) {
    return answers(chunk)
        || chunk.get("outputText").text() != null
        || chunk.get("text").text() != null
        || chunk.has("is_finished");
  }

  @Override
  public void add(Tree chunk, StreamedAnswer answer) {
    answer.count("input_tokens", chunk.any("prompt_token_count", "inputTextTokenCount"));
    answer.count("output_tokens", chunk.any("generation_token_count", "totalOutputTextTokenCount"));
    answer.id(id(chunk));
    List<Tree> several = lists(chunk);
    for (int i = 0; i < several.size(); i++) {
      Tree result = several.get(i);
      Tree data = result.has("data") ? result.get("data") : result;
      add(answer.choice(i), data, result);
    }
    if (several.isEmpty()) {
      Long index = chunk.get("index").truncated();
      add(answer.choice(index == null ? 0 : index.intValue()), chunk, chunk);
    }
  }

  private static void add(StreamedMessage message, Tree data, Tree result) {
    message.text(0, data.any("generation", "completion", "outputText", "text").text());
    message.finish(reason(result));
  }
}
