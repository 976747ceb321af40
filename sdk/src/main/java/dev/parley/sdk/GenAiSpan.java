package dev.parley.sdk;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Provider;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import dev.parley.sdk.internal.CostEstimate;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A span that says what a model, a tool or a prompt did, written by hand: any span of yours with
 * the GenAI attributes put on it, or a new one.
 *
 * <pre>{@code
 * GenAiSpan.of(span).kind(StepKind.LLM).model("gpt-4o").usage(Usage.of(1000, 500)).cost(prices);
 *
 * GenAiSpan call = GenAiSpan.llm("answer").model("gpt-4o").conversation("c1").turn(2).start();
 * try (Scope scope = call.makeCurrent()) {
 *   Response response = client.chat(request);
 *   call.responseModel(response.model()).usage(Usage.of(response.in(), response.out()));
 *   call.end();
 * } catch (Exception e) {
 *   call.fail(e);
 *   throw e;
 * }
 * }</pre>
 *
 * <p>Null is never recorded; 0, false and the empty text are. Nothing here throws, also not on a
 * span that has ended or is not recorded; but starting a call may, where an enforced {@link Budget}
 * is spent. What was said ({@link #content}, arguments and results of tools, the text of a
 * template) is recorded unless content is switched off, and redacted first.
 *
 * <p>Not thread-safe.
 */
/*
 * Three sections: what starts, wraps and ends a span; attributes, in the order of a call (request,
 * response, usage, cost, context, prompt, tool); events. Every write goes through SpanWriter, which
 * knows about nulls and faults. How the span ends depends on who started it, hence Ending.
 */
public final class GenAiSpan {
  /** Ends the span, with an error or without. */
  @FunctionalInterface
  interface Ending {
    void end(@Nullable Throwable error);
  }

  private final SpanWriter span;
  private final Context context;
  private final ModelFacts facts;
  private final Ending ending;
  private @Nullable Parley parley;

  GenAiSpan(Span span, Context context, @Nullable Parley parley, ModelFacts facts, Ending ending) {
    this.span = new SpanWriter(span);
    this.context = context;
    this.parley = parley;
    this.facts = facts;
    this.ending = ending;
  }

  /** This span, whoever made it; {@link #end} ends it. */
  public static GenAiSpan of(Span span) {
    Span known = span == null ? Span.getInvalid() : span;
    return new GenAiSpan(
        known, SpanWriter.contextOf(known), null, new ModelFacts(known), new PlainEnding(known));
  }

  /** The current span; where there is none, nothing is recorded. */
  public static GenAiSpan current() {
    return of(Span.current());
  }

  /**
   * A new span of a model call, of this name; null for {@code {operation} {model}}. It counts in
   * the metrics of model calls.
   */
  public static GenAiSpanBuilder llm(@Nullable String name) {
    return new GenAiSpanBuilder(StepKind.LLM, name);
  }

  /**
   * A new span of a tool's execution, of this name, which is the tool's too unless {@link
   * #tool(Tool)} names it; null for {@code execute_tool}. {@link Tool#start} names both.
   */
  public static GenAiSpanBuilder tool(@Nullable String name) {
    return new GenAiSpanBuilder(StepKind.TOOL, name);
  }

  /** A new span of this kind and name. */
  public static GenAiSpanBuilder of(StepKind kind, @Nullable String name) {
    return new GenAiSpanBuilder(kind, name);
  }

  /** With this instance's switch and redactor for content, instead of the global one's. */
  public GenAiSpan on(Parley instance) {
    this.parley = instance;
    return this;
  }

  /** The span that is written to. */
  public Span span() {
    return span.span();
  }

  /** The context that holds the span, for work that goes on elsewhere. */
  public Context context() {
    return context;
  }

  /** Makes the span, and the context around it, current; the caller closes the scope. */
  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  public Scope makeCurrent() {
    return context.makeCurrent();
  }

  /** Ends the span; ending it again does nothing. */
  public void end() {
    span.run(() -> ending.end(null));
  }

  /**
   * Ends the span with an error: status, {@code error.type} and one exception event. Of an
   * exception that futures wrap around another, the other one is told; null is no error, so that it
   * fits into {@code whenComplete}.
   */
  public void fail(@Nullable Throwable error) {
    span.run(() -> ending.end(error));
  }

  /** {@code gen_ai.l9.span.kind}. */
  public GenAiSpan kind(@Nullable StepKind kind) {
    return set(GenAiAttributes.SPAN_KIND, kind == null ? null : kind.value());
  }

  /** {@code chat}, {@code embeddings}, {@code execute_tool}, …: {@code gen_ai.operation.name}. */
  public GenAiSpan operation(@Nullable String name) {
    return set(GenAiAttributes.OPERATION_NAME, name);
  }

  /**
   * The model asked for. Where the span names no provider yet, the model's is recorded with it, if
   * the name tells ({@link Provider#ofModel}).
   */
  public GenAiSpan model(@Nullable String requested) {
    set(GenAiAttributes.REQUEST_MODEL, requested);
    span.run(
        () -> {
          facts.model(requested);
          if (facts.provider() == null) {
            writeProvider(Provider.ofModel(requested));
          }
        });
    return this;
  }

  /** Who serves the model, by its canonical name ({@link Provider#canonical}). */
  public GenAiSpan provider(@Nullable String name) {
    String canonical = Provider.canonical(name);
    return writeProvider(canonical == null ? name : canonical);
  }

  private GenAiSpan writeProvider(@Nullable String name) {
    facts.provider(name);
    return set(GenAiAttributes.PROVIDER_NAME, name).set(GenAiAttributes.SYSTEM, name);
  }

  /** {@code gen_ai.request.temperature}. */
  public GenAiSpan temperature(@Nullable Number value) {
    return decimal(GenAiAttributes.REQUEST_TEMPERATURE, value);
  }

  /** {@code gen_ai.request.top_p}. */
  public GenAiSpan topP(@Nullable Number value) {
    return decimal(GenAiAttributes.REQUEST_TOP_P, value);
  }

  /** {@code gen_ai.request.top_k}, a whole number. */
  public GenAiSpan topK(@Nullable Number value) {
    return integer(GenAiAttributes.REQUEST_TOP_K, value);
  }

  /** How many tokens the answer may have: {@code gen_ai.request.max_tokens}. */
  public GenAiSpan maxTokens(@Nullable Number value) {
    return integer(GenAiAttributes.REQUEST_MAX_TOKENS, value);
  }

  /** {@code gen_ai.request.frequency_penalty}. */
  public GenAiSpan frequencyPenalty(@Nullable Number value) {
    return decimal(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, value);
  }

  /** {@code gen_ai.request.presence_penalty}. */
  public GenAiSpan presencePenalty(@Nullable Number value) {
    return decimal(GenAiAttributes.REQUEST_PRESENCE_PENALTY, value);
  }

  /** {@code gen_ai.request.seed}, a whole number. */
  public GenAiSpan seed(@Nullable Number value) {
    return integer(GenAiAttributes.REQUEST_SEED, value);
  }

  /** {@code gen_ai.request.stop_sequences}. */
  public GenAiSpan stopSequences(String... values) {
    return set(GenAiAttributes.REQUEST_STOP_SEQUENCES, list(values));
  }

  /** The provider's id of the answer: {@code gen_ai.response.id}. */
  public GenAiSpan responseId(@Nullable String id) {
    return set(GenAiAttributes.RESPONSE_ID, id);
  }

  /** The model that answered, which prices go by first. */
  public GenAiSpan responseModel(@Nullable String model) {
    set(GenAiAttributes.RESPONSE_MODEL, model);
    span.run(() -> facts.responseModel(model));
    return this;
  }

  /** One reason a choice; always an array. */
  public GenAiSpan finishReasons(String... reasons) {
    return set(GenAiAttributes.RESPONSE_FINISH_REASONS, list(reasons));
  }

  /** The tokens, and their total where it was not reported; unknown counts are left out. */
  public GenAiSpan usage(@Nullable Usage tokens) {
    if (tokens != null) {
      span.run(() -> facts.usage(tokens));
    }
    return this;
  }

  /**
   * The cost of the usage at the time of the call, in US dollars, not rounded: {@code
   * gen_ai.usage.cost_usd}, {@code .cost_input_usd}, {@code .cost_output_usd}, 0 included. Nothing
   * where the usage is unknown or the book has no price. Goes after model and usage.
   */
  public GenAiSpan cost(@Nullable PriceBook prices) {
    if (prices != null) {
      span.run(
          () -> {
            CostEstimate estimate = new CostEstimate(prices);
            Cost cost = facts.cost(estimate);
            if (cost != null) {
              facts.pricedByHand(cost);
              span.span().setAllAttributes(estimate.attributes(cost));
            }
          });
    }
    return this;
  }

  /** A cost that you computed, not rounded, 0 included; null is none. */
  public GenAiSpan cost(@Nullable Cost cost) {
    if (cost == null) {
      return this;
    }
    facts.pricedByHand(cost);
    return decimal(GenAiAttributes.COST_TOTAL, cost.total())
        .decimal(GenAiAttributes.COST_INPUT, cost.input())
        .decimal(GenAiAttributes.COST_OUTPUT, cost.output())
        .set(GenAiAttributes.COST_SOURCE, "estimated");
  }

  /** On this span alone; {@link Conversation} puts it on every span inside. */
  public GenAiSpan conversation(@Nullable String id) {
    return set(GenAiAttributes.CONVERSATION_ID, id);
  }

  /** The turn's number, given by hand. */
  public GenAiSpan turn(@Nullable Number number) {
    return integer(GenAiAttributes.TURN_NUMBER, number);
  }

  /** {@code user.id}, and {@code workflow.user_id} for those who look there. */
  public GenAiSpan user(@Nullable String id) {
    return set(GenAiAttributes.USER_ID, id).set(GenAiAttributes.WORKFLOW_USER_ID, id);
  }

  /** {@code session.id}, and {@code workflow.session_id} for those who look there. */
  public GenAiSpan session(@Nullable String id) {
    return set(GenAiAttributes.SESSION_ID, id).set(GenAiAttributes.WORKFLOW_SESSION_ID, id);
  }

  /** On this span alone; {@link Workflow} puts it on every span inside. */
  public GenAiSpan workflow(@Nullable String id, @Nullable String type) {
    return set(GenAiAttributes.WORKFLOW_ID, id).set(GenAiAttributes.WORKFLOW_TYPE, type);
  }

  /** The template the prompt was made from: its text, hash, id and version. */
  public GenAiSpan prompt(@Nullable PromptTemplate template) {
    if (template != null) {
      span.run(() -> template.write(span, instance()));
    }
    return this;
  }

  /** How long the response took: {@code gen_ai.response.time_ms}. */
  public GenAiSpan responseTime(@Nullable Duration time) {
    return millis(AttributeKey.doubleKey("gen_ai.response.time_ms"), time);
  }

  /** In bytes. */
  public GenAiSpan requestSize(@Nullable Number bytes) {
    return integer(AttributeKey.longKey("gen_ai.request.size_bytes"), bytes);
  }

  /** In bytes. */
  public GenAiSpan responseSize(@Nullable Number bytes) {
    return integer(AttributeKey.longKey("gen_ai.response.size_bytes"), bytes);
  }

  /**
   * A score of your own for the answer: {@code gen_ai.quality.score}. What users and judges say is
   * {@link Feedback}.
   */
  public GenAiSpan quality(@Nullable Number score) {
    return decimal(AttributeKey.doubleKey("gen_ai.quality.score"), score);
  }

  /** The tool that runs in this span, and its call. The span's kind becomes {@code tool}. */
  public GenAiSpan tool(@Nullable Tool tool) {
    if (tool != null) {
      span.run(() -> tool.write(span, instance()));
    }
    return this;
  }

  /**
   * What the tool of this span gave: text as it stands, maps, lists, numbers and booleans as JSON,
   * anything else as its text. Longer than 10,000 characters it is cut, which {@code
   * gen_ai.tool.call.result.truncated} says.
   */
  public GenAiSpan toolResult(@Nullable Object result) {
    if (result != null) {
      span.run(() -> ToolAttributes.writeResult(span, instance(), result));
    }
    return this;
  }

  /** How long the tool of this span took: {@code gen_ai.function.call.duration_ms}. */
  public GenAiSpan toolDuration(@Nullable Duration time) {
    return millis(GenAiAttributes.FUNCTION_CALL_DURATION, time);
  }

  /**
   * Any other attribute, by its type: text, boolean, whole number, decimal number, a collection or
   * an array of objects as a list of texts, an array of numbers as JSON, anything else as its text.
   */
  public GenAiSpan attribute(String key, @Nullable Object value) {
    if (key == null || key.isEmpty() || value == null) {
      return this;
    }
    if (value instanceof Boolean flag) {
      return set(AttributeKey.booleanKey(key), flag);
    }
    if (value instanceof Double || value instanceof Float) {
      return decimal(AttributeKey.doubleKey(key), (Number) value);
    }
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      return integer(AttributeKey.longKey(key), (Number) value);
    }
    Object listed = value instanceof Object[] array ? Arrays.asList(array) : value;
    if (listed instanceof Collection<?> items) {
      span.run(
          () ->
              span.set(
                  AttributeKey.stringArrayKey(key),
                  items.stream().filter(Objects::nonNull).map(Json::text).toList()));
      return this;
    }
    // An array of numbers has no text of its own.
    return set(
        AttributeKey.stringKey(key),
        value.getClass().isArray() ? Json.write(value) : Json.text(value));
  }

  /** As {@link #content(Object, Object, int)}, with 10,000 characters. */
  public GenAiSpan content(@Nullable Object prompt, @Nullable Object completion) {
    return content(prompt, completion, RecordedText.DEFAULT_LIMIT);
  }

  /**
   * What was said, as the events {@code gen_ai.content.prompt} and {@code
   * gen_ai.content.completion}: the text, its whole length, and whether it was cut. Messages (maps
   * of {@code role} and {@code content}) are written as lines.
   *
   * @param prompt null for none
   * @param completion null for none
   * @param limit how many characters are kept of each; "..." follows what was cut
   */
  public GenAiSpan content(@Nullable Object prompt, @Nullable Object completion, int limit) {
    contentEvent(GenAiAttributes.PROMPT_EVENT, "gen_ai.prompt", prompt, limit);
    contentEvent(GenAiAttributes.COMPLETION_EVENT, "gen_ai.completion", completion, limit);
    return this;
  }

  private void contentEvent(String event, String key, @Nullable Object value, int limit) {
    if (value == null) {
      return;
    }
    span.event(
        event,
        () -> {
          RecordedText text = RecordedText.of(instance(), key, () -> ContentText.of(value), limit);
          return text == null
              ? null
              : Attributes.builder()
                  .put(key, text.text())
                  .put(key + ".length", text.length())
                  .put(key + ".truncated", text.truncated())
                  .build();
        });
  }

  /** The model asked for a tool, as the event {@code gen_ai.tool.call}; cut as in {@link Tool}. */
  public GenAiSpan toolCallEvent(@Nullable String toolName, @Nullable Object arguments) {
    span.event(
        GenAiAttributes.TOOL_CALL_EVENT,
        () ->
            toolEvent(
                toolName,
                GenAiAttributes.FUNCTION_CALL_ARGUMENTS,
                arguments == null ? null : ToolAttributes.arguments(instance(), arguments)));
    return this;
  }

  /** The model was given a tool's result, as the event {@code gen_ai.tool.result}; cut as there. */
  public GenAiSpan toolResultEvent(@Nullable String toolName, @Nullable Object result) {
    span.event(
        GenAiAttributes.TOOL_RESULT_EVENT,
        () ->
            toolEvent(
                toolName,
                GenAiAttributes.FUNCTION_CALL_RESULT,
                result == null ? null : ToolAttributes.result(instance(), result)));
    return this;
  }

  private static Attributes toolEvent(
      @Nullable String toolName, AttributeKey<String> key, @Nullable RecordedText content) {
    AttributesBuilder attributes = Attributes.builder();
    if (toolName != null) {
      attributes.put(GenAiAttributes.TOOL_NAME, toolName);
    }
    if (content != null) {
      attributes.put(key, content.text());
      if (content.truncated()) {
        attributes.put(key.getKey() + ".length", content.length());
        attributes.put(key.getKey() + ".truncated", true);
      }
    }
    return attributes.build();
  }

  private Parley instance() {
    Parley given = parley;
    return given != null ? given : Parley.global();
  }

  private <T> GenAiSpan set(AttributeKey<T> key, @Nullable T value) {
    span.set(key, value);
    return this;
  }

  private GenAiSpan decimal(AttributeKey<Double> key, @Nullable Number value) {
    span.decimal(key, value);
    return this;
  }

  private GenAiSpan integer(AttributeKey<Long> key, @Nullable Number value) {
    span.integer(key, value);
    return this;
  }

  private GenAiSpan millis(AttributeKey<Double> key, @Nullable Duration time) {
    span.run(() -> span.decimal(key, time == null ? null : time.toNanos() / 1e6));
    return this;
  }

  private static @Nullable List<String> list(String @Nullable [] values) {
    return values == null ? null : Arrays.stream(values).filter(Objects::nonNull).toList();
  }
}
