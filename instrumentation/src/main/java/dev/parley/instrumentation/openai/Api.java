package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/** What is particular to one of the provider's APIs. Stateless. */
interface Api {

  /** {@code gen_ai.operation.name}. */
  String operation();

  /** {@code openai.api.type}; null where it has no word for the API. */
  @Nullable String type();

  /** Whether a method that takes this as its first argument calls the API. */
  boolean takes(Class<?> parameters);

  /** Whether the API answers with this, all at once or piece by piece. */
  boolean gives(Class<?> answer);

  /** What the parameters of a call become in the request's body. */
  Object body(Object parameters);

  /** What stands behind an answer that the client gave a form of the application's. */
  Object raw(Object answer);

  /** Writes what a request asks for, without its content. */
  void options(Span span, JsonNode request);

  /** Writes what an answer says about itself, without its content. */
  void identity(Span span, JsonNode answer);

  /** Writes what was asked and answered. */
  void content(Span span, JsonNode request, JsonNode answer, ContentCapture capture);

  /**
   * Puts together what comes piece by piece.
   *
   * @param content whether what the pieces say is recorded
   */
  Pieces pieces(boolean content);
}
