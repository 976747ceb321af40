package dev.parley.sdk;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.response.LlmResponse;
import dev.parley.sdk.internal.response.RequestParameters;
import dev.parley.sdk.internal.stream.LibraryForm;
import dev.parley.sdk.internal.stream.ObservedStreams;
import dev.parley.sdk.internal.stream.Progress;
import dev.parley.sdk.internal.stream.Subscriptions;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A span around a piece of work: a model call, a tool, a chain, an agent, a prompt.
 *
 * <pre>{@code
 * Answer answer = Step.llm("answer")
 *     .tag("production")
 *     .metadata("category", "customer_support")
 *     .input(question)
 *     .call(() -> client.chat(question));
 * }</pre>
 *
 * <p>The span has the step's kind ({@code gen_ai.l9.span.kind}), tags, metadata, {@code
 * latency_ms}, and what was given to {@link #input} and returned as the events {@code
 * gen_ai.content.prompt} and {@code gen_ai.content.completion}, cut at 10,000 characters. An
 * exception is recorded once, with {@code error.type}, and thrown on unchanged.
 *
 * <p>A step describes the work and may run it several times; each run has a span of its own. Not
 * thread-safe while it is being described.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class Step {
  private static final Guard GUARD = new Guard("Observing what a step returns");
  private static final StackWalker CALLERS = StackWalker.getInstance();

  private final StepKind kind;
  private final String name;
  private final List<String> tags = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
  private @Nullable Parley parley;
  private @Nullable PriceBook prices;
  private @Nullable Object input;
  private boolean captureInput = true;
  private boolean captureOutput = true;
  private boolean captureArguments = true;
  private boolean readAnswer;

  private Step(StepKind kind, String name) {
    this.kind = kind;
    this.name = name;
    this.readAnswer = kind == StepKind.LLM;
  }

  /** A step of this kind; its span has the name. */
  public static Step of(StepKind kind, String name) {
    return new Step(kind, name);
  }

  /** A step that has the name of the method which calls this, or of the one around its lambda. */
  public static Step of(StepKind kind) {
    return of(kind, CALLERS.walk(frames -> methodName(frames.skip(1).findFirst().orElse(null))));
  }

  private static String methodName(StackWalker.@Nullable StackFrame frame) {
    if (frame == null) {
      return "step";
    }
    String method = frame.getMethodName();
    if (method.startsWith("<")) {
      // A constructor or static initialiser: the class is what its reader knows it by.
      return frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
    }
    // The compiler calls the body of a lambda lambda$method$0.
    int end = method.lastIndexOf('$');
    return method.startsWith("lambda$") && end > 7 ? method.substring(7, end) : method;
  }

  /**
   * A call of a model. Around an instrumented client it is the wrapper, and the call counts once.
   */
  public static Step llm(String name) {
    return of(StepKind.LLM, name);
  }

  /** The execution of a tool, whose name is {@code gen_ai.tool.name} too; see {@link Tool}. */
  public static Step tool(String name) {
    return of(StepKind.TOOL, name);
  }

  /** Several things in a row. */
  public static Step chain(String name) {
    return of(StepKind.CHAIN, name);
  }

  /** An agent's work; {@link Agent} puts its identity on the spans inside. */
  public static Step agent(String name) {
    return of(StepKind.AGENT, name);
  }

  /** The making of a prompt. */
  public static Step prompt(String name) {
    return of(StepKind.PROMPT, name);
  }

  /** Records to this instance instead of the global one. */
  public Step on(Parley instance) {
    this.parley = instance;
    return this;
  }

  /** Adds to {@code tags}, in the order given. */
  public Step tag(String... more) {
    for (String tag : more) {
      if (tag != null) {
        tags.add(tag);
      }
    }
    return this;
  }

  /** {@code metadata.<key>}; the category is also {@code user.category}. Null is left out. */
  public Step metadata(String key, @Nullable Object value) {
    if (key != null && value != null) {
      metadata.put(key, Json.text(value));
    }
    return this;
  }

  /** As {@code metadata("category", category)}. */
  public Step category(@Nullable String category) {
    return metadata("category", category);
  }

  /**
   * What the step works on: text, messages (maps of {@code role} and {@code content}), the request
   * of a model, or anything with a text. Where none is given, the arguments stand for it.
   */
  public Step input(@Nullable Object value) {
    this.input = value;
    return this;
  }

  /**
   * {@code function.arg.<name>}: numbers and truths as what they are, all else as text, cut at
   * 1,000 characters. Null is left out. On a model step what a model is usually asked by its name
   * ({@code model}, {@code temperature}, {@code maxTokens} or {@code max_tokens}, …) is also {@code
   * gen_ai.request.*}, whether content is recorded or not.
   */
  public Step argument(String argumentName, @Nullable Object value) {
    if (argumentName != null && value != null) {
      arguments.put(argumentName, value);
    }
    return this;
  }

  /** What calls are priced with, this step's own and those inside; Parley's own book by default. */
  public Step prices(@Nullable PriceBook book) {
    this.prices = book;
    return this;
  }

  /** Whether the input is recorded, and with it the arguments; true by default. */
  public Step captureInput(boolean enabled) {
    this.captureInput = enabled;
    return this;
  }

  /** Whether what the work returns is recorded; true by default. */
  public Step captureOutput(boolean enabled) {
    this.captureOutput = enabled;
    return this;
  }

  /** Whether the arguments are recorded one by one; true by default. */
  public Step captureArguments(boolean enabled) {
    this.captureArguments = enabled;
    return this;
  }

  /**
   * Whether what the work returns is looked at for the answer of a model; true by default for model
   * steps, false for others.
   */
  public Step readAnswer(boolean enabled) {
    this.readAnswer = enabled;
    return this;
  }

  /** What has no input of its own is then told to have none. */
  Step argumentsAreInput() {
    return input(new ArgumentInput(arguments));
  }

  /** Runs the body and throws what it throws. */
  public void run(Runnable body) {
    StepSpan span = begin(instance());
    try (Scope scope = span.makeCurrent()) {
      body.run();
    } catch (Throwable error) {
      span.end(error);
      throw error;
    }
    span.end(null);
  }

  /** Returns what the body returns and throws what it throws. */
  public <T extends @Nullable Object, E extends Exception> T call(Body<T, E> body) throws E {
    Parley recorder = instance();
    StepSpan span = begin(recorder);
    T result;
    try (Scope scope = span.makeCurrent()) {
      result = body.call();
    } catch (Throwable error) {
      span.end(error);
      throw error;
    }
    output(recorder, span, result);
    span.end(null);
    return result;
  }

  /**
   * Work that goes on elsewhere: the span ends when the stage does, before anything that waits for
   * the returned stage. It completes with the same value or the same exception; cancelling it
   * cancels the work and ends the span.
   */
  @SuppressWarnings("NullAway") // A body may break its promise; then the caller gets its null.
  public <T extends @Nullable Object> CompletionStage<T> async(
      Supplier<? extends CompletionStage<T>> body) {
    Parley recorder = instance();
    StepSpan span = begin(recorder);
    CompletionStage<T> work;
    try (Scope scope = span.makeCurrent()) {
      work = body.get();
    } catch (Throwable error) {
      span.end(error);
      throw error;
    }
    if (work == null) {
      span.end(null);
      return null;
    }
    return observe(recorder, span, work);
  }

  private <T extends @Nullable Object> CompletionStage<T> observe(
      Parley recorder, StepSpan span, CompletionStage<T> work) {
    return ObservedStage.of(
        work,
        (value, error) -> {
          if (error == null) {
            output(recorder, span, value);
          }
          span.end(error);
        });
  }

  /**
   * As {@link #async}, for a future that cannot call back: the span ends when its result is first
   * asked for, or it is seen to be done. One that is forgotten ends as a stream does.
   */
  @SuppressWarnings("NullAway") // A body may break its promise; then the caller gets its null.
  public <T extends @Nullable Object> Future<T> future(Supplier<? extends Future<T>> body) {
    Parley recorder = instance();
    StepSpan span = begin(recorder);
    Future<T> work;
    try (Scope scope = span.makeCurrent()) {
      work = body.get();
    } catch (Throwable error) {
      span.end(error);
      throw error;
    }
    if (work instanceof CompletableFuture<T> stage) {
      return (CompletableFuture<T>) observe(recorder, span, stage);
    }
    if (work == null) {
      span.end(null);
      return null;
    }
    return new ObservedFuture<>(
        work,
        new ObservedFuture.Ending() {
          @Override
          public void value(@Nullable Object value) {
            output(recorder, span, value);
            span.end(null);
          }

          @Override
          public void error(Throwable error) {
            span.end(error);
          }

          @Override
          public void forgotten() {
            span.endIncomplete();
          }
        });
  }

  /**
   * Work whose result comes piece by piece. The span ends when the pieces do, when making one
   * fails, or when the stream is closed; a stream that is left unread or half-read and never closed
   * ends once it is garbage, and then as one that was closed, marked {@code
   * parley.stream.incomplete}. What was said is joined, as far as it is kept, and a model's usage
   * is that of the last piece that tells it.
   *
   * <p>The reader sees the same elements, in the same order, as lazily as without the step. Making
   * the pieces happens in the step's context, reading them does not.
   */
  public <T extends @Nullable Object, E extends Exception> Stream<T> stream(
      Body<? extends Stream<T>, E> body) throws E {
    return this.<Stream<T>, E>pieces(body, ObservedStreams::stream);
  }

  /** As {@link #stream}. What is returned can be closed where the iterator can. */
  public <T extends @Nullable Object, E extends Exception> Iterator<T> iterator(
      Body<? extends Iterator<T>, E> body) throws E {
    return this.<Iterator<T>, E>pieces(body, ObservedStreams::iterator);
  }

  /** As {@link #stream}, for what is read once. What is returned can be closed where it can. */
  public <T extends @Nullable Object, E extends Exception> Iterable<T> iterable(
      Body<? extends Iterable<T>, E> body) throws E {
    return this.<Iterable<T>, E>pieces(body, ObservedStreams::iterable);
  }

  /**
   * As {@link #stream}, with cancelling for closing. The first subscription belongs to the span of
   * this call; each further one makes the work run again and has a span of its own.
   */
  public <T, E extends Exception> Flow.Publisher<T> publisher(
      Body<? extends Flow.Publisher<T>, E> body) throws E {
    Context around = Context.current();
    Parley recorder = instance();
    return this.<Flow.Publisher<T>, E>pieces(
        body,
        (source, progress) ->
            ObservedStreams.publisher(
                source, progress, () -> streaming(recorder, begin(recorder, around))));
  }

  /**
   * Work that is observed by the type of its result, as a method is that declares it and is
   * annotated with {@link Observe}; see {@link Observed}. For those who come between caller and
   * method in other ways, such as aspects.
   *
   * @param declared what the caller relies on: {@code Iterator.class}, not the class of an iterator
   */
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  public <T extends @Nullable Object, E extends Exception> T returning(
      Class<?> declared, Body<?, E> body) throws E {
    try {
      return (T) ResultForm.of(declared).run(this, body::call);
    } catch (RuntimeException | Error unchecked) {
      throw unchecked;
    } catch (Throwable checked) {
      throw (E) checked;
    }
  }

  /** Work that runs when its result is subscribed to, each time anew, each with its own span. */
  @Nullable Object subscribed(LibraryForm form, Supplier<@Nullable Object> body) {
    Parley recorder = instance();
    Object source;
    try {
      source = body.get();
    } catch (Throwable error) {
      failed(recorder, error);
      throw error;
    }
    return source == null
        ? null
        : GUARD.get(() -> form.observe(source, new StepSubscriptions(recorder)), source);
  }

  /** The work has failed before it could be subscribed to. */
  private void failed(Parley recorder, Throwable error) {
    try {
      begin(recorder).end(error);
    } catch (BudgetExceededException refused) {
      // It has left its mark; the work had its own error before.
      return;
    }
  }

  private final class StepSubscriptions implements Subscriptions {
    private final Parley recorder;

    StepSubscriptions(Parley recorder) {
      this.recorder = recorder;
    }

    @Override
    public Progress pieces(Context around) {
      return streaming(recorder, begin(recorder, around));
    }

    @Override
    public Progress value(Context around) {
      StepSpan span = begin(recorder, around);
      return new StepValue(span, value -> output(recorder, span, value));
    }
  }

  @SuppressWarnings("NullAway") // A body may break its promise; then the caller gets its null.
  <S, E extends Exception> S pieces(Body<? extends S, E> body, BiFunction<S, Progress, S> observe)
      throws E {
    Parley recorder = instance();
    StepSpan span = begin(recorder);
    S source;
    try (Scope scope = span.makeCurrent()) {
      source = body.call();
    } catch (Throwable error) {
      span.end(error);
      throw error;
    }
    if (source == null) {
      span.end(null);
      return null;
    }
    Progress progress = streaming(recorder, span);
    try {
      return observe.apply(source, progress);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError unobservable) {
      // Such as a stream that has been read already: its reader shall see that for itself.
      progress.stop();
      return source;
    }
  }

  private StepStream streaming(Parley recorder, StepSpan span) {
    return new StepStream(span, readAnswer, captureOutput && recorder.stepsCaptureContent());
  }

  private Parley instance() {
    Parley given = parley;
    return given != null ? given : Parley.global();
  }

  private StepSpan begin(Parley recorder) {
    return begin(recorder, Context.current());
  }

  private StepSpan begin(Parley recorder, Context around) {
    StepSpan.Recording recording =
        prices == null ? StepSpan.Recording.METERED : new StepSpan.Recording(prices, true);
    StepSpan span = StepSpan.start(recorder, name, kind, attributes(), recording, around);
    if (captureInput && recorder.stepsCaptureContent()) {
      Object given = input == null && !arguments.isEmpty() ? new ArgumentInput(arguments) : input;
      if (given != null) {
        span.content(content -> content.input(given));
      }
      if (captureArguments && !arguments.isEmpty()) {
        span.content(content -> content.arguments(arguments));
      }
    }
    return span;
  }

  private void output(Parley recorder, StepSpan span, @Nullable Object value) {
    if (span.hasEnded()) {
      return;
    }
    boolean captured = captureOutput && recorder.stepsCaptureContent();
    LlmResponse answer = readAnswer ? span.answer(() -> LlmResponse.of(value)) : null;
    if (answer != null) {
      span.content(content -> content.tools(answer.tools(), captured));
    }
    if (captured && (answer == null || answer.text() != null || answer.tools().isEmpty())) {
      span.content(content -> content.output(answer == null ? value : answer.text()));
    }
  }

  private Attributes attributes() {
    if (tags.isEmpty() && metadata.isEmpty() && !readAnswer && kind != StepKind.TOOL) {
      return Attributes.empty();
    }
    AttributesBuilder attributes = Attributes.builder();
    if (kind == StepKind.TOOL) {
      attributes.put(GenAiAttributes.TOOL_NAME, name);
    }
    if (!tags.isEmpty()) {
      attributes.put(AttributeKey.stringArrayKey("tags"), tags);
    }
    metadata.forEach((key, value) -> attributes.put("metadata." + key, value));
    String category = metadata.get("category");
    if (category != null) {
      attributes.put("user.category", category);
    }
    if (readAnswer) {
      RequestParameters.ofRequest(input, attributes);
      arguments.forEach((key, value) -> RequestParameters.ofRequest(value, attributes));
      arguments.forEach((key, value) -> RequestParameters.ofArgument(key, value, attributes));
    }
    return attributes.build();
  }
}
