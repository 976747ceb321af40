package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the body of an answer says.
 *
 * @param model null where it doesn't tell
 * @param id null where it doesn't tell
 */
record BodyAnswer(
    @Nullable String model, @Nullable String id, Usage usage, List<Message> messages) {

  static final BodyAnswer NOTHING = new BodyAnswer(null, null, Usage.unknown(), List.of());

  /** Usage by the names that Anthropic and OpenAI have for it. */
  static Usage usage(Tree usage) {
    return Usage.fromMap(Trees.numbers(usage));
  }
}
