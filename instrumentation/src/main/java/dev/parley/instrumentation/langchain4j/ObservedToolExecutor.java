package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.parley.sdk.GenAiSpan;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.Failure;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands before a tool, whose own calls are steps inside. */
record ObservedToolExecutor(ToolExecutor plain, Recording recording) implements ToolExecutor {
  private static final Guard GUARD = new Guard("Recording what a tool does");

  static ToolExecutor of(ToolExecutor tool, Recording recording) {
    return tool instanceof ObservedToolExecutor ? tool : new ObservedToolExecutor(tool, recording);
  }

  @Override
  public String execute(ToolExecutionRequest request, @Nullable Object memoryId) {
    return observe(
        request,
        null,
        () -> plain.execute(request, memoryId),
        (span, result) ->
            recording.content().write(span, GenAiAttributes.TOOL_CALL_RESULT, result));
  }

  @Override
  public ToolExecutionResult executeWithContext(
      ToolExecutionRequest request, @Nullable InvocationContext invocation) {
    return observe(
        request, invocation, () -> plain.executeWithContext(request, invocation), this::write);
  }

  private void write(Span span, ToolExecutionResult result) {
    recording
        .content()
        .write(span, GenAiAttributes.TOOL_CALL_RESULT, ChatMessages.text(result.resultContents()));
    if (result.isError()) {
      Failure.write("tool_error", null, span);
    }
  }

  @SuppressWarnings("try") // Scopes work by being open.
  private <T> T observe(
      ToolExecutionRequest request,
      @Nullable InvocationContext invocation,
      Supplier<T> work,
      BiConsumer<Span, T> write) {
    if (recording.isOff()) {
      return work.get();
    }
    try (Scope around = ServiceRun.contextFor(invocation).makeCurrent()) {
      GenAiSpan span = start(request, invocation);
      T result;
      try (Scope scope = span.makeCurrent()) {
        result = work.get();
      } catch (Throwable e) {
        Throwable cause = e instanceof ToolExecutionException ? e.getCause() : null;
        span.fail(cause == null ? e : cause);
        throw e;
      }
      GUARD.run(() -> write.accept(span.span(), result));
      span.end();
      return result;
    }
  }

  private GenAiSpan start(ToolExecutionRequest request, @Nullable InvocationContext invocation) {
    GenAiSpan span = recording.start(request);
    GUARD.run(
        () -> {
          ServiceRun run = ServiceRun.of(invocation);
          if (run != null) {
            run.told(request);
          }
        });
    return span;
  }
}
