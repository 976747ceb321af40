package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.response.LlmResponse;
import dev.parley.sdk.internal.response.StreamedResponse;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A step whose result comes piece by piece: keeps what the pieces say, up to a limit, and ends the
 * span when they end.
 */
final class StepStream implements Progress {
  private static final Guard GUARD = new Guard("Recording a piece of a stream");
  private static final double NANOS_PER_SECOND = 1e9;

  private final StepSpan span;
  private final boolean answers;
  private final boolean content;
  private final StreamedResponse pieces =
      new StreamedResponse(StepContent.MAX_CONTENT + StepContent.REDACTION_MARGIN);
  private final long startNanos = System.nanoTime();
  private long count;

  /**
   * A step that has begun.
   *
   * @param answers whether pieces may be those of a model's answer
   * @param content whether what they say may be recorded
   */
  StepStream(StepSpan span, boolean answers, boolean content) {
    this.span = span;
    this.answers = answers;
    this.content = content;
  }

  @Override
  public Scope makeCurrent() {
    return span.makeCurrent();
  }

  @Override
  public Context context() {
    return span.context();
  }

  @Override
  public void next(@Nullable Object piece) {
    GUARD.run(() -> add(piece));
  }

  private synchronized void add(@Nullable Object piece) {
    if (span.hasEnded()) {
      return;
    }
    if (count == 0 && answers) {
      double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
      span.set(GenAiAttributes.TIME_TO_FIRST_CHUNK, seconds);
    }
    count++;
    if (answers && pieces.add(piece)) {
      return;
    }
    if (content && span.isRecording()) {
      if (!(piece instanceof CharSequence) && pieces.hasText()) {
        pieces.append("\n");
      }
      pieces.append(ContentText.of(piece));
    }
  }

  @Override
  public void complete() {
    write();
    span.end(null);
  }

  @Override
  public void fail(Throwable error) {
    write();
    span.end(error);
  }

  @Override
  public void stop() {
    write();
    span.endIncomplete();
  }

  /** What is there is worth having, however it ended. */
  private synchronized void write() {
    if (span.hasEnded()) {
      return;
    }
    span.set(GenAiAttributes.STREAM_ITEMS, count);
    LlmResponse answer = span.answer(pieces::response);
    span.content(
        writer -> {
          if (answer != null) {
            writer.tools(answer.tools(), content);
          }
          boolean said = pieces.hasText() || answer == null || answer.tools().isEmpty();
          if (content && said) {
            writer.output(pieces.text(), pieces.textLength());
          }
        });
  }
}
