package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Tree;
import java.util.List;

/** Finds the form of a body; of several that fit the first counts. */
final class BodyForms {

  private static final List<BodyForm> ALL =
      List.of(
          new EmbeddingForm(),
          new ClaudeForm(),
          new NovaForm(),
          new CohereChatForm(),
          new ChatCompletionForm(),
          new TextForm());

  /** What no form fits. */
  private static final BodyForm UNKNOWN = new BodyForm() {};

  private BodyForms() {}

  /** The form of a request. */
  static BodyForm ofQuestion(Tree body, String model) {
    return ALL.stream().filter(form -> form.asks(body, model)).findFirst().orElse(UNKNOWN);
  }

  /** The form of an answer. */
  static BodyForm ofAnswer(Tree body) {
    return ALL.stream().filter(form -> form.answers(body)).findFirst().orElse(UNKNOWN);
  }

  /** The form of a piece of a streamed answer. */
  static BodyForm ofChunk(Tree chunk) {
    return ALL.stream().filter(form -> form.continues(chunk)).findFirst().orElse(UNKNOWN);
  }
}
