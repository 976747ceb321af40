package dev.parley.bench.soak;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Usage;
import dev.parley.sdk.Agent;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Feedback;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.Workflow;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Visits of users, one after another: most bring a conversation, a user and workflows never seen
 * before, some come back. What happens in a visit is drawn from everything that an application can
 * do, and from what it forgets to do: calls that are never ended, streams nobody reads to their
 * end, futures that never complete, events for spans that do not exist. Thread-safe; each thread
 * brings its own {@link Random}.
 */
// A scope works by being open; abandoned work is the point.
@SuppressWarnings({"try", "FutureReturnValueIgnored"})
final class MixedLoad {
  /** A visitor in so many is one who was here before. */
  private static final int RETURNING = 4;

  private static final int RECENT = 5_000;
  private static final int TURNS = 4;
  private static final List<String> MODELS =
      List.of("gpt-4o-2024-08-06", "gpt-4o-mini", "claude-sonnet-4-5", "made-up-model");
  private static final String EXAMPLE_TEXT = "Where is my order? ".repeat(40);

  private final AtomicLong visits = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Parley parley;
  private final Tracer others;
  private final Logger events;

  MixedLoad(Parley parley) {
    this.parley = parley;
    this.others = parley.openTelemetry().getTracer("another.library");
    this.events = parley.openTelemetry().getLogsBridge().get("another.library");
  }

  long visits() {
    return visits.get();
  }

  /** How many calls their budget has refused. */
  long refused() {
    return refused.get();
  }

  void visit(Random random) {
    long newest = visits.incrementAndGet();
    long number =
        random.nextInt(RETURNING) == 0 ? Math.max(0, newest - random.nextInt(RECENT)) : newest;
    Conversation conversation =
        Conversation.of("session-" + number)
            .user("user-" + number)
            .attribute("tier", number % 3)
            .budget(Budget.of(Cost.usd("0.002")).enforced());
    try (ContextScope talk = conversation.open()) {
      for (int turn = random.nextInt(TURNS); turn >= 0; turn--) {
        Workflow.of("order-" + newest + '-' + turn)
            .type("rag")
            .run(() -> Agent.of("support").id("a" + number % 50).run(() -> turn(random)));
      }
      Feedback.of("session-" + number).on(parley).thumbsUp();
    }
    others.spanBuilder("GET /orders").startSpan().end();
  }

  private void turn(Random random) {
    try {
      switch (random.nextInt(10)) {
        case 0 -> abandonedCall(random);
        case 1 -> abandonedForeignCall();
        case 2 -> abandonedFuture();
        case 3 -> failure();
        case 4 -> eventsWithoutSpan();
        case 5 -> eventsOfSpan();
        case 6 -> foreignCallInsideStep(random);
        case 7 -> elsewhere(random);
        default -> toolLoop(random);
      }
    } catch (BudgetExceededException expected) {
      refused.incrementAndGet();
    }
  }

  private void toolLoop(Random random) {
    Step.chain("answer")
        .on(parley)
        .input(EXAMPLE_TEXT)
        .run(
            () -> {
              call(random);
              Step.tool("search").on(parley).input(EXAMPLE_TEXT).call(() -> EXAMPLE_TEXT);
              Step.llm("summary").on(parley).run(() -> call(random));
            });
  }

  private void call(Random random) {
    LlmCall call = start(random);
    try (Scope scope = call.makeCurrent()) {
      call.responseModel(MODELS.get(random.nextInt(MODELS.size())));
      call.usage(Usage.of(random.nextInt(2_000), random.nextInt(500)));
    }
    call.end();
  }

  private LlmCall start(Random random) {
    return LlmCall.of(parley, "chat", "openai")
        .model(MODELS.get(random.nextInt(MODELS.size())))
        .server("localhost", 8080)
        .start();
  }

  /** A stream that nobody reads to its end. */
  private void abandonedCall(Random random) {
    LlmCall call = start(random);
    call.usage(Usage.of(10, 1));
  }

  /** Inside a step, which waits for word of it. */
  private void abandonedForeignCall() {
    Step.llm("stream")
        .on(parley)
        .run(
            () ->
                others
                    .spanBuilder("chat gpt-4o")
                    .setAttribute("gen_ai.operation.name", "chat")
                    .setAttribute("gen_ai.request.model", "gpt-4o")
                    .startSpan());
  }

  private void foreignCallInsideStep(Random random) {
    Step.llm("draft")
        .on(parley)
        .run(
            () ->
                others
                    .spanBuilder("chat gpt-4o")
                    .setAttribute("gen_ai.operation.name", "chat")
                    .setAttribute("gen_ai.request.model", "gpt-4o")
                    .setAttribute("gen_ai.usage.input_tokens", random.nextInt(900))
                    .setAttribute("gen_ai.usage.output_tokens", random.nextInt(90))
                    .startSpan()
                    .end());
  }

  private void abandonedFuture() {
    Step.agent("planner").on(parley).async(CompletableFuture::new);
  }

  private void failure() {
    try {
      Step.llm("broken")
          .on(parley)
          .run(
              () -> {
                throw new IllegalStateException("the model is not reachable");
              });
    } catch (IllegalStateException expected) {
      Span.current().addEvent("handled");
    }
  }

  private void eventsWithoutSpan() {
    emit(Context.root(), "gen_ai.user.message");
  }

  /** Every other span is told about and never ended. */
  private void eventsOfSpan() {
    Span span =
        others.spanBuilder("chat gpt-4o").setAttribute("gen_ai.operation.name", "chat").startSpan();
    Context context = Context.current().with(span);
    emit(context, "gen_ai.user.message");
    emit(context, "gen_ai.choice");
    if (visits.get() % 2 == 0) {
      span.end();
    }
    emit(context, "gen_ai.assistant.message");
  }

  private void emit(Context context, String name) {
    events
        .logRecordBuilder()
        .setContext(context)
        .setAttribute(AttributeKey.stringKey("event.name"), name)
        .setBody(Value.of(Map.of("content", Value.of(EXAMPLE_TEXT))))
        .emit();
  }

  /** Work that ends on a thread of a pool. */
  private void elsewhere(Random random) {
    LlmCall call = start(random);
    Step.chain("later")
        .on(parley)
        .async(
            () ->
                CompletableFuture.runAsync(
                    () -> {
                      call.usage(Usage.of(20, 10));
                      call.end();
                    }));
  }
}
