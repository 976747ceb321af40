package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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
// A scope works by being open; nothing needs to refer to it. Stages' callbacks lead nowhere else.
@SuppressWarnings({"try", "FutureReturnValueIgnored"})
public final class Step {
  private static final StackWalker CALLERS = StackWalker.getInstance();

  private final StepKind kind;
  private final String name;
  private final List<String> tags = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private @Nullable Parley parley;
  private @Nullable Object input;
  private boolean captureInput = true;
  private boolean captureOutput = true;

  private Step(StepKind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

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

  public static Step tool(String name) {
    return of(StepKind.TOOL, name);
  }

  public static Step chain(String name) {
    return of(StepKind.CHAIN, name);
  }

  public static Step agent(String name) {
    return of(StepKind.AGENT, name);
  }

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
   * What the step works on: text, messages (maps of {@code role} and {@code content}) or anything
   * with a text.
   */
  public Step input(@Nullable Object value) {
    this.input = value;
    return this;
  }

  /** Whether the input is recorded; true by default. */
  public Step captureInput(boolean enabled) {
    this.captureInput = enabled;
    return this;
  }

  /** Whether what the work returns is recorded; true by default. */
  public Step captureOutput(boolean enabled) {
    this.captureOutput = enabled;
    return this;
  }

  public void run(Runnable body) {
    StepSpan span = start(instance());
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
    StepSpan span = start(recorder);
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
   * cancels the work.
   */
  @SuppressWarnings("NullAway") // A body may break its promise; then the caller gets its null.
  public <T extends @Nullable Object> CompletionStage<T> async(
      Supplier<? extends CompletionStage<T>> body) {
    Parley recorder = instance();
    StepSpan span = start(recorder);
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
    CompletableFuture<T> result = new CompletableFuture<>();
    work.whenComplete(
        (value, error) -> {
          if (error == null) {
            output(recorder, span, value);
          }
          span.end(error);
          if (error == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(error);
          }
        });
    result.whenComplete(
        (value, error) -> {
          if (result.isCancelled()) {
            work.toCompletableFuture().cancel(true);
          }
        });
    return result;
  }

  private Parley instance() {
    Parley given = parley;
    return given != null ? given : Parley.global();
  }

  private StepSpan start(Parley recorder) {
    StepSpan span = StepSpan.start(recorder, name, kind, attributes());
    Object given = input;
    if (given != null && captureInput && recorder.stepsCaptureContent() && span.isRecording()) {
      span.content(GenAiAttributes.PROMPT_EVENT, "gen_ai.prompt", () -> ContentText.of(given));
    }
    return span;
  }

  private void output(Parley recorder, StepSpan span, @Nullable Object value) {
    if (captureOutput && recorder.stepsCaptureContent() && span.isRecording()) {
      span.content(
          GenAiAttributes.COMPLETION_EVENT,
          "gen_ai.completion",
          () -> value == null ? "(no output)" : ContentText.of(value));
    }
  }

  private Attributes attributes() {
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
    return attributes.build();
  }
}
