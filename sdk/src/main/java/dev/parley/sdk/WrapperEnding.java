package dev.parley.sdk;

import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.InnerCalls;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call's span that was started by hand. Where an instrumented client inside told the same
 * call, this span is its wrapper, unless only this one knows the usage.
 *
 * @param operation that of both, if they are the same call; null for one that generates
 */
record WrapperEnding(
    LlmCall call, @Nullable String operation, ModelFacts facts, InnerCalls inner, Context context)
    implements GenAiSpan.Ending {

  static WrapperEnding of(LlmCall call, String operation, ModelFacts facts) {
    Context context = call.context();
    ContextRecord record = ContextRecord.in(context);
    InnerCalls around = ContextRecord.in(Context.current()).innerCalls();
    InnerCalls inner = new InnerCalls(around, true, null);
    return new WrapperEnding(
        call, operation, facts, inner, context.with(record.withInnerCalls(inner)));
  }

  @Override
  public void end(@Nullable Throwable error) {
    if (inner.any(operation) && (inner.isUsageKnown(operation) || !facts.isUsageKnown())) {
      call.wraps();
    }
    if (error == null) {
      call.end();
    } else {
      call.fail(error);
    }
  }
}
