package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/**
 * A form that the bodies of InvokeModel have, which is a matter of the model's family. It is told
 * by the body, because the id of a model may be the ARN of a profile that doesn't name it. What a
 * form asks and what it answers is told each on its own. Stateless.
 */
interface BodyForm {

  /** {@code gen_ai.operation.name}. */
  default String operation() {
    return "chat";
  }

  /** Whether a request has this form. */
  default boolean asks(Tree body, String model) {
    return false;
  }

  default void options(Span span, Tree body) {
    RequestOptions options = new RequestOptions(span);
    ModelOptions.write(options, body);
    ModelOptions.more(options, body);
    options.user(body.get("user").text());
  }

  default List<Message> instructions(Tree body) {
    return List.of();
  }

  default List<Message> messages(Tree body) {
    return List.of();
  }

  default List<ToolDefinition> tools(Tree body) {
    return List.of();
  }

  /** Whether an answer has this form. */
  default boolean answers(Tree body) {
    return false;
  }

  default BodyAnswer answer(Tree body) {
    return BodyAnswer.NOTHING;
  }

  /** Whether a piece of a streamed answer has this form. */
  default boolean continues(Tree chunk) {
    return false;
  }

  default void add(Tree chunk, StreamedAnswer answer) {}
}
