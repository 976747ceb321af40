package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/** Ends a tool's span with how long it took, unless that was said by hand. */
final class ToolEnding implements GenAiSpan.Ending {
  private static final double NANOS_PER_MILLI = 1e6;

  private final StepSpan step;
  private final long startNanos = System.nanoTime();

  ToolEnding(StepSpan step) {
    this.step = step;
  }

  @Override
  public void end(@Nullable Throwable error) {
    try {
      boolean said =
          step.span() instanceof ReadableSpan span
              && span.getAttribute(GenAiAttributes.FUNCTION_CALL_DURATION) != null;
      if (!said) {
        step.span()
            .setAttribute(
                GenAiAttributes.FUNCTION_CALL_DURATION,
                (System.nanoTime() - startNanos) / NANOS_PER_MILLI);
      }
    } finally {
      step.end(error);
    }
  }
}
