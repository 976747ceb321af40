package dev.parley.spring.ai;

import dev.parley.sdk.instrumentation.CallContent;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.spring.observation.ObservedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opentelemetry.api.trace.Span;
import org.springframework.ai.tool.observation.ToolCallingObservationContext;

/** The name of a tool as the conventions have it, and what it was called with and gave. */
final class ToolObservationHandler implements ObservationHandler<ToolCallingObservationContext> {
  private final CallContent content;

  ToolObservationHandler(CallContent content) {
    this.content = content;
  }

  @Override
  public boolean supportsContext(Observation.Context observation) {
    return observation instanceof ToolCallingObservationContext;
  }

  @Override
  public void onStop(ToolCallingObservationContext observation) {
    Quietly.run(
        () -> {
          Span span = ObservedSpans.span(observation);
          span.setAttribute(GenAiAttributes.TOOL_NAME, observation.getToolDefinition().name());
          content.write(
              span, GenAiAttributes.TOOL_CALL_ARGUMENTS, observation.getToolCallArguments());
          content.write(span, GenAiAttributes.TOOL_CALL_RESULT, observation.getToolCallResult());
        });
  }
}
