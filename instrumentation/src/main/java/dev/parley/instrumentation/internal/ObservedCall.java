package dev.parley.instrumentation.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.Failure;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One call of a client, from its question to its end. The first way in which it ends counts, later
 * ones change nothing. Nothing in here throws into the application. Thread-safe.
 */
public final class ObservedCall {

  private static final ContextKey<ObservedCall> KEY = ContextKey.named("parley-observed-call");

  private static final Guard QUESTION = new Guard("Recording the request of a call");
  private static final Guard ANSWER = new Guard("Recording the answer of a call");

  private static final Optional<Answer.Failure> NOTHING = Optional.empty();

  /** How to read an answer. */
  public interface Reading {
    /** The answer, which may throw as well. */
    Answer read() throws Exception;
  }

  /**
   * How far a stream was read.
   *
   * @param pieces how many
   * @param toEnd false if its reader gave it up
   * @param room what of the text was kept
   */
  record Read(long pieces, boolean toEnd, TextRoom room) {}

  private final LlmCall call;
  private final Question question;
  private final ContentCapture capture;
  private final AtomicBoolean ended = new AtomicBoolean();

  private ObservedCall(LlmCall call, Question question, ContentCapture capture) {
    this.call = call;
    this.question = question;
    this.capture = capture;
  }

  /**
   * A call that has begun.
   *
   * @param streamed whether it asks for an answer piece by piece
   */
  public static ObservedCall of(
      LlmCall call, Question question, boolean streamed, ContentCapture capture) {
    if (call.span().isRecording()) {
      QUESTION.run(
          () -> {
            if (streamed) {
              call.span().setAttribute(GenAiAttributes.REQUEST_STREAM, true);
            }
            question.options(call.span());
          });
    }
    return new ObservedCall(call, question, capture);
  }

  /** The call's span and the rest of what it is recorded as. */
  public LlmCall call() {
    return call;
  }

  /** The call that a client's library is at work for; null outside of one. */
  public static @Nullable ObservedCall in(Context context) {
    return context.get(KEY);
  }

  /** The context of the call and its span, for a client that works elsewhere. */
  public Context context() {
    return call.context().with(KEY, this);
  }

  /** Makes the call's span current; the caller closes the scope. */
  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  public Scope makeCurrent() {
    return context().makeCurrent();
  }

  public boolean hasEnded() {
    return ended.get();
  }

  /** Whether what is said is recorded on this call. */
  public boolean recordsContent() {
    return capture.content() && call.span().isRecording();
  }

  /** The first piece of the answer is here. */
  public void firstPiece() {
    call.firstChunk();
  }

  /**
   * How often the client's library has sent the request again: {@code http.request.resend_count} of
   * the HTTP conventions, which is absent where it has not.
   */
  public void resent(long times) {
    if (times > 0 && !hasEnded()) {
      call.span().setAttribute("http.request.resend_count", times);
    }
  }

  /** An observer of the answer's pieces, which ends the call as they end. */
  public Progress stream(Pieces pieces) {
    return stream(pieces, failure -> -1);
  }

  /**
   * An observer of the answer's pieces, which ends the call as they end.
   *
   * @param httpStatus what the provider answered a call that failed so; not positive if it did not
   */
  public Progress stream(Pieces pieces, ToLongFunction<Throwable> httpStatus) {
    return new ObservedStream(this, pieces, httpStatus);
  }

  /** Ends the call with what came back. */
  public void end(Reading answer) {
    finish(answer, null, null, -1);
  }

  /** Ends a call whose answer nobody read. */
  public void endUnread() {
    finish(() -> Answer.NONE, null, null, -1);
  }

  /** Ends the call with a failure. */
  public void fail(Throwable failure) {
    fail(failure, -1);
  }

  /**
   * Ends the call with a failure.
   *
   * @param httpStatus what the provider answered; not positive if it did not
   */
  public void fail(Throwable failure, long httpStatus) {
    finish(() -> Answer.NONE, null, failure, httpStatus);
  }

  /** Ends the call with the pieces that came back, failed or not. */
  void endStream(Reading answer, Read read, @Nullable Throwable failure, long httpStatus) {
    finish(answer, read, failure, httpStatus);
  }

  private void finish(
      Reading answer, @Nullable Read read, @Nullable Throwable failure, long httpStatus) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Throwable cause = Failure.cause(failure);
    ANSWER.run(() -> status(cause, httpStatus));
    Answer came = read(answer);
    Answer.Failure told =
        ANSWER.get(() -> Optional.ofNullable(came.failure()), NOTHING).orElse(null);
    if (cause == null && told != null) {
      ANSWER.run(() -> call.span().setAttribute(GenAiAttributes.ERROR_TYPE, told.type()));
    }
    write(came, read);
    if (cause != null) {
      call.fail(cause);
    } else if (told != null) {
      call.fail(told.type(), told.message());
    } else {
      call.end();
    }
  }

  private static Answer read(Reading answer) {
    try {
      return answer.read();
    } catch (Throwable unreadable) {
      ANSWER.report(unreadable);
      return Answer.NONE;
    }
  }

  /** Before the question's content, which may fill the span. */
  private void status(@Nullable Throwable failure, long httpStatus) {
    if (failure != null) {
      call.span().setAttribute(GenAiAttributes.ERROR_TYPE, failure.getClass().getName());
    }
    if (httpStatus > 0) {
      call.span().setAttribute("http.response.status_code", httpStatus);
    }
  }

  /**
   * Content comes last, the question's too: where the number of attributes is limited, it must not
   * push out the usage. An answer that can't be read must not take the question along.
   */
  private void write(Answer answer, @Nullable Read read) {
    ANSWER.run(() -> call.responseModel(answer.model()));
    ANSWER.run(() -> call.serviceTier(answer.serviceTier()));
    ANSWER.run(() -> call.usage(answer.usage()));
    Span span = call.span();
    if (span.isRecording()) {
      ANSWER.run(() -> answer.identity(span));
      if (read != null) {
        ANSWER.run(() -> write(span, read));
      }
      ANSWER.run(() -> capture.write(span, question, answer));
    }
  }

  private void write(Span span, Read read) {
    span.setAttribute(GenAiAttributes.STREAM_ITEMS, read.pieces());
    if (!read.toEnd()) {
      span.setAttribute(GenAiAttributes.STREAM_INCOMPLETE, true);
    }
    if (capture.content() && read.room().isCut()) {
      span.setAttribute("gen_ai.completion.truncated", true);
      span.setAttribute("gen_ai.completion.length", read.room().said());
    }
  }
}
