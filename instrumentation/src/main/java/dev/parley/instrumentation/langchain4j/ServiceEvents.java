package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.observability.api.event.AiServiceCompletedEvent;
import dev.langchain4j.observability.api.event.AiServiceErrorEvent;
import dev.langchain4j.observability.api.event.AiServiceEvent;
import dev.langchain4j.observability.api.event.AiServiceRequestIssuedEvent;
import dev.langchain4j.observability.api.event.AiServiceStartedEvent;
import dev.langchain4j.observability.api.event.GuardrailExecutedEvent;
import dev.langchain4j.observability.api.event.InputGuardrailExecutedEvent;
import dev.langchain4j.observability.api.event.OutputGuardrailExecutedEvent;
import dev.langchain4j.observability.api.event.ToolExecutedEvent;
import dev.langchain4j.observability.api.listener.AiServiceListener;
import dev.parley.sdk.StepKind;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What LangChain4j tells of the runs of AI services. Of a run that a service's proxy has begun it
 * tells the guardrails, and when it is over; of all others everything. A run has one teller,
 * however many are registered.
 */
final class ServiceEvents {
  private static final Guard GUARD = new Guard("Hearing of an AI service");

  private static final AttributeKey<String> GUARDRAIL =
      AttributeKey.stringKey("gen_ai.guardrail.name");
  private static final AttributeKey<Boolean> TRIGGERED =
      AttributeKey.booleanKey("gen_ai.guardrail.triggered");

  private final Recording recording;

  private record Listener<T extends AiServiceEvent>(Class<T> type, Consumer<T> heard)
      implements AiServiceListener<T> {
    @Override
    public Class<T> getEventClass() {
      return type;
    }

    @Override
    public void onEvent(T event) {
      GUARD.run(() -> heard.accept(event));
    }
  }

  /** What is to be done with a run. */
  private interface Word {
    void of(ServiceRun run);
  }

  ServiceEvents(Recording recording) {
    this.recording = recording;
  }

  List<AiServiceListener<?>> listeners() {
    return List.of(
        new Listener<>(AiServiceStartedEvent.class, this::started),
        new Listener<>(
            AiServiceRequestIssuedEvent.class,
            event -> tell(event, run -> run.asks(Asked.last(event.request().messages())))),
        new Listener<>(ToolExecutedEvent.class, event -> tell(event, run -> tool(event, run))),
        new Listener<>(
            InputGuardrailExecutedEvent.class, event -> tell(event, run -> guardrail(event, run))),
        new Listener<>(
            OutputGuardrailExecutedEvent.class, event -> tell(event, run -> guardrail(event, run))),
        new Listener<>(AiServiceCompletedEvent.class, event -> tell(event, ServiceRun::end)),
        new Listener<>(
            AiServiceErrorEvent.class, event -> tell(event, run -> run.fail(event.error()))));
  }

  private void started(AiServiceStartedEvent event) {
    InvocationContext invocation = event.invocationContext();
    ServiceRun around = ServiceRun.in(Context.current());
    if (around != null && around.isNamed(invocation.interfaceName())) {
      around.bind(invocation, this);
    } else if (ServiceRun.of(invocation) == null && !recording.isOff()) {
      ServiceRun.start(recording, invocation.interfaceName(), invocation.chatMemoryId())
          .ifPresent(run -> run.bind(invocation, this));
    }
  }

  private void tell(AiServiceEvent event, Word word) {
    ServiceRun run = ServiceRun.of(event.invocationContext());
    if (run != null && run.isToldBy(this)) {
      word.of(run);
    }
  }

  /** LangChain4j tells of a tool when it has run, and not how long it took. */
  private void tool(ToolExecutedEvent event, ServiceRun run) {
    ToolExecutionRequest request = event.request();
    if (run.isTold(request)) {
      return;
    }
    SpanBuilder builder =
        builder("execute_tool", request.name(), StepKind.TOOL)
            .setAttribute(GenAiAttributes.TOOL_NAME, request.name())
            .setAttribute(GenAiAttributes.TOOL_TYPE, "function");
    if (request.id() != null) {
      builder.setAttribute(GenAiAttributes.TOOL_CALL_ID, request.id());
    }
    Span span = recording.parley().spans().start(builder, run.contextHere());
    recording.content().write(span, GenAiAttributes.TOOL_CALL_ARGUMENTS, request.arguments());
    recording
        .content()
        .write(span, GenAiAttributes.TOOL_CALL_RESULT, ChatMessages.text(event.resultContents()));
    recording.parley().spans().end(span);
  }

  /** A guardrail that stops what it is there to stop has not failed. */
  private void guardrail(GuardrailExecutedEvent<?, ?, ?> event, ServiceRun run) {
    Duration took = event.duration();
    SpanBuilder builder =
        builder("guardrail_check", event.guardrailName(), StepKind.CHAIN)
            .setAttribute(GUARDRAIL, event.guardrailName())
            .setAttribute(TRIGGERED, !event.result().isSuccess())
            .setStartTimestamp(Instant.now().minus(took == null ? Duration.ZERO : took));
    Span span = recording.parley().spans().start(builder, run.contextHere());
    recording.parley().spans().end(span);
  }

  private SpanBuilder builder(String operation, String name, StepKind kind) {
    return recording
        .parley()
        .spans()
        .spanBuilder(operation + ' ' + name)
        .setAttribute(GenAiAttributes.OPERATION_NAME, operation)
        .setAttribute(GenAiAttributes.SPAN_KIND, kind.value());
  }
}
