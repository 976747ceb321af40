package dev.parley.sdk;

import dev.parley.sdk.instrumentation.LlmCall;
import org.jspecify.annotations.Nullable;

/** Ends a call's span that was started by hand. */
record CallEnding(LlmCall call) implements GenAiSpan.Ending {
  @Override
  public void end(@Nullable Throwable error) {
    if (error == null) {
      call.end();
    } else {
      call.fail(error);
    }
  }
}
