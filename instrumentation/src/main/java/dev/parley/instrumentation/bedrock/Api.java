package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.Tree;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/** How to read one call of an operation: what it asks, and what comes back. */
interface Api {

  /** {@code gen_ai.operation.name}. */
  String operation();

  /** As the application names it; null if it does not. */
  @Nullable String model();

  /** As the answer told it, where the application named none; null if it did not. */
  default @Nullable String learnedModel() {
    return null;
  }

  /** What samplers may want to know; empty if nothing. */
  default Attributes early() {
    return Attributes.empty();
  }

  Question question();

  /** The answer that came at once. */
  Answer answer(Tree response, HeaderCounts counts);

  /**
   * Puts together what comes piece by piece.
   *
   * @param content whether what the pieces say is recorded
   */
  EventPieces pieces(boolean content);
}
