package dev.parley.instrumentation.internal.service;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.Question;
import org.jspecify.annotations.Nullable;

/** What is particular to one of a provider's APIs. Immutable; reading may throw. */
public interface Api {

  /**
   * What a call asks for.
   *
   * @param model null if it names none
   */
  record Request(@Nullable String model, Question question) {
    /** One that could not be read. */
    static final Request UNREADABLE = new Request(null, Question.UNREADABLE);
  }

  /** {@code gen_ai.operation.name}. */
  String operation();

  /**
   * Whether a method that takes this as its first argument calls the API.
   *
   * @param parameters {@code Void.class} for a method that takes no parameters of any API
   */
  boolean takes(Class<?> parameters);

  /** Whether the API answers with this, all at once or piece by piece. */
  boolean gives(Class<?> answer);

  /** Reads the parameters of a call. */
  Request request(Object parameters, Endpoint endpoint);

  /** A call by a method that takes no parameters. */
  default Request request(Endpoint endpoint) {
    return new Request(endpoint.model(), span -> {});
  }

  /** Reads an answer that the client has parsed. */
  Answer answer(Object parsed);

  /** Reads an answer that the application reads itself. */
  Answer answer(byte[] body) throws Exception;

  /**
   * Puts together what comes piece by piece.
   *
   * @param content whether what the pieces say is recorded
   */
  Pieces pieces(boolean content);

  /** A piece from the data of a server-sent event, which is JSON; null if it is none. */
  @Nullable Object piece(String data) throws Exception;
}
