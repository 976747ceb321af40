package dev.parley.sdk;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ImplicitContextKeyed;
import io.opentelemetry.sdk.trace.ReadableSpan;

/** The tool that runs in the current context, whatever spans are open inside it. */
record RunningTool(Span span, Parley parley) implements ImplicitContextKeyed {
  private static final ContextKey<RunningTool> KEY = ContextKey.named("parley-tool");
  private static final AttributeKey<Double> WAIT =
      AttributeKey.doubleKey("parley.tool.approval.wait_ms");
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * Where no tool of ours runs, the current span stands for it: another library may have made it.
   */
  static RunningTool current() {
    RunningTool running = Context.current().get(KEY);
    return running != null ? running : new RunningTool(Span.current(), Parley.global());
  }

  @Override
  public Context storeInContext(Context context) {
    return context.with(KEY, this);
  }

  void mark(Approval decision) {
    SpanWriter writer = new SpanWriter(span);
    writer.run(() -> decision.write(writer, parley));
  }

  void waited(long nanos) {
    SpanWriter writer = new SpanWriter(span);
    // Several threads may ask for one tool.
    synchronized (WAIT) {
      writer.run(
          () -> {
            Double before = span instanceof ReadableSpan known ? known.getAttribute(WAIT) : null;
            writer.set(WAIT, (before == null ? 0 : before) + nanos / NANOS_PER_MILLI);
          });
    }
  }
}
