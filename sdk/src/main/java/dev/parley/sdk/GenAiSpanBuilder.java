package dev.parley.sdk;

import dev.parley.pricing.Provider;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A span to be started by hand; from {@link GenAiSpan#llm}, {@link GenAiSpan#tool}, {@link
 * GenAiSpan#of(StepKind, String)}. What is given here is known to samplers, and the conversation
 * also to the spans inside. Not thread-safe.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class GenAiSpanBuilder {
  private final StepKind kind;
  private final @Nullable String name;
  private @Nullable Parley parley;
  private @Nullable String operation;
  private @Nullable String model;
  private @Nullable String provider;
  private @Nullable String conversation;
  private @Nullable String user;
  private @Nullable String session;
  private @Nullable Long turn;
  private @Nullable String toolName;

  GenAiSpanBuilder(StepKind kind, @Nullable String name) {
    this.kind = kind == null ? StepKind.LLM : kind;
    this.name = name == null || name.isEmpty() ? null : name;
  }

  /** Records to this instance instead of the global one. */
  public GenAiSpanBuilder on(Parley instance) {
    this.parley = instance;
    return this;
  }

  /** {@code gen_ai.operation.name}: {@code chat} for models and {@code execute_tool} for tools. */
  public GenAiSpanBuilder operation(@Nullable String operationName) {
    this.operation = operationName;
    return this;
  }

  /** The model asked for. */
  public GenAiSpanBuilder model(@Nullable String requested) {
    this.model = requested;
    return this;
  }

  /** Who serves the model; by default whose model it is, where its name tells. */
  public GenAiSpanBuilder provider(@Nullable String providerName) {
    this.provider = providerName;
    return this;
  }

  /** The conversation of this span and of those inside. */
  public GenAiSpanBuilder conversation(@Nullable String id) {
    this.conversation = named(id);
    return this;
  }

  /** The user who talks. */
  public GenAiSpanBuilder user(@Nullable String id) {
    this.user = named(id);
    return this;
  }

  /** {@code session.id}; null for none. */
  public GenAiSpanBuilder session(@Nullable String id) {
    this.session = named(id);
    return this;
  }

  /** The turn's number; by default, the span is the next turn where none is around it. */
  public GenAiSpanBuilder turn(long number) {
    this.turn = number;
    return this;
  }

  /** An empty id names nobody, as in {@link Conversation}. */
  private static @Nullable String named(@Nullable String id) {
    return id == null || id.isEmpty() ? null : id;
  }

  /** Where the tool is not named as the span is. */
  GenAiSpanBuilder toolName(@Nullable String tool) {
    this.toolName = tool;
    return this;
  }

  /**
   * Starts the span; make it current for the work, and end it.
   *
   * @throws BudgetExceededException for a model call where an enforced budget is spent; then do not
   *     make the call
   */
  public GenAiSpan start() {
    Parley given = parley;
    Parley recorder = given != null ? given : Parley.global();
    GenAiSpan span;
    try (ContextScope scope = scope()) {
      span = kind == StepKind.LLM ? call(recorder) : step(recorder);
    }
    // A tracer provider of the application's own may have no processor that writes the context.
    return span.conversation(conversation).user(user).session(session).turn(turn);
  }

  private ContextScope scope() {
    Long number = turn;
    String id = conversation;
    if (id == null && number != null) {
      id = CurrentContext.conversationId();
    }
    if (id == null) {
      return () -> {};
    }
    Conversation around = Conversation.of(id).user(user);
    return (number == null ? around : around.turn(number)).open();
  }

  private GenAiSpan call(Parley recorder) {
    String served = Provider.canonical(provider);
    if (served == null) {
      served = provider != null ? provider : Provider.ofModel(model);
    }
    String done = operation == null ? "chat" : operation;
    LlmCall call =
        LlmCall.of(recorder, done, served)
            .name(name)
            .model(model)
            .attributes(Attributes.of(GenAiAttributes.SPAN_KIND, kind.value()))
            .aroundClient()
            .start();
    return new GenAiSpan(
        call.span(),
        call.context(),
        recorder,
        new ModelFacts(call, model, served),
        new CallEnding(call));
  }

  private GenAiSpan step(Parley recorder) {
    AttributesBuilder attributes = Attributes.builder();
    String done = operation == null && kind == StepKind.TOOL ? "execute_tool" : operation;
    if (done != null) {
      attributes.put(GenAiAttributes.OPERATION_NAME, done);
    }
    String tool = toolName != null ? toolName : name;
    if (kind == StepKind.TOOL && tool != null) {
      attributes.put(GenAiAttributes.TOOL_NAME, tool);
    }
    if (model != null) {
      attributes.put(GenAiAttributes.REQUEST_MODEL, model);
    }
    String spanName = name != null ? name : done != null ? done : kind.value();
    StepSpan step = StepSpan.start(recorder, spanName, kind, attributes.build());
    GenAiSpan.Ending ending = kind == StepKind.TOOL ? new ToolEnding(step) : step::end;
    return new GenAiSpan(step.span(), step.context(), recorder, new ModelFacts(step.span()), ending)
        .provider(provider);
  }
}
