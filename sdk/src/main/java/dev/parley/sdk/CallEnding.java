package dev.parley.sdk;

import dev.parley.sdk.instrumentation.LlmCall;
import org.jspecify.annotations.Nullable;

/** Ends a call's span that was started by hand, as the wrapper of a call inside where it is one. */
record CallEnding(LlmCall call, ModelFacts facts) implements GenAiSpan.Ending {
  @Override
  public void end(@Nullable Throwable error) {
    if (facts.isWrapper()) {
      call.wraps();
    }
    if (error == null) {
      call.end();
    } else {
      call.fail(error);
    }
  }
}
