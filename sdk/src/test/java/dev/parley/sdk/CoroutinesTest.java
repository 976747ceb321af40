package dev.parley.sdk;

import static io.opentelemetry.extension.kotlin.ContextExtensionsKt.asContextElement;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.jvm.functions.Function1;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.Dispatchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Kotlin's coroutines with OpenTelemetry's element of their context, called as Kotlin calls them.
 */
class CoroutinesTest {
  private static final String ID = "gen_ai.conversation.id";

  private final SpanRecorder spans = new SpanRecorder();
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close() {
    spans.close();
  }

  /** As {@code withContext(where) { span(name); inside() }}. */
  private Object elsewhere(
      CoroutineContext where,
      String name,
      Function1<Continuation<? super Unit>, Object> inside,
      Continuation<? super Unit> continuation) {
    return BuildersKt.<Unit>withContext(
        where,
        (scope, inner) -> {
          threads.add(Thread.currentThread().getName());
          spans.span(name);
          return inside.invoke(inner);
        },
        continuation);
  }

  @Test
  @DisplayName("A conversation is on spans in runBlocking, withContext and async, on any thread")
  void inside() throws Exception {
    Span request;
    try (ContextScope scope = Conversation.of("c-1").user("ann").openTurn()) {
      request = spans.start("request");
      try (Scope current = request.makeCurrent()) {
        BuildersKt.<Unit>runBlocking(
            asContextElement(Context.current()),
            (coroutines, continuation) -> {
              spans.span("blocking");
              BuildersKt.async(
                  coroutines,
                  Dispatchers.getDefault(),
                  CoroutineStart.DEFAULT,
                  (async, inner) -> {
                    threads.add(Thread.currentThread().getName());
                    spans.span("async");
                    return Unit.INSTANCE;
                  });
              return elsewhere(
                  Dispatchers.getDefault(),
                  "default",
                  next -> elsewhere(Dispatchers.getIO(), "io", last -> Unit.INSTANCE, next),
                  continuation);
            });
      }
      request.end();
      spans.span("after");
    }
    assertThat(threads).isNotEmpty().doesNotContain(Thread.currentThread().getName());
    for (String name : List.of("blocking", "async", "default", "io", "after")) {
      assertThat(spans.attributes(name))
          .as(name)
          .containsEntry(ID, "c-1")
          .containsEntry("user.id", "ann")
          .containsEntry("gen_ai.conversation.turn_number", 1L);
    }
    for (String name : List.of("blocking", "async", "default", "io")) {
      assertThat(spans.named(name).getParentSpanId())
          .isEqualTo(request.getSpanContext().getSpanId());
    }
    assertThat(CurrentContext.asMap()).isEmpty();
  }

  @Test
  @DisplayName(
      "Conversations at once on one dispatcher never mix, and leave nothing on its threads")
  void apart() throws Exception {
    int conversations = 50;
    List<Deferred<Map<String, Object>>> after = new ArrayList<>();
    BuildersKt.<Unit>runBlocking(
        EmptyCoroutineContext.INSTANCE,
        (coroutines, continuation) -> {
          for (int i = 0; i < conversations; i++) {
            String id = "c-" + i;
            // As a suspending function does: the scope is closed before anything suspends.
            CoroutineContext element;
            try (ContextScope scope = Conversation.of(id).open()) {
              element = asContextElement(Context.current());
            }
            BuildersKt.async(
                coroutines,
                Dispatchers.getDefault().plus(element),
                CoroutineStart.DEFAULT,
                (async, inner) -> {
                  spans.span(id + " first");
                  return elsewhere(
                      Dispatchers.getIO(), id + " second", next -> Unit.INSTANCE, inner);
                });
            after.add(
                BuildersKt.async(
                    coroutines,
                    Dispatchers.getDefault(),
                    CoroutineStart.DEFAULT,
                    (async, inner) -> CurrentContext.asMap()));
          }
          return Unit.INSTANCE;
        });
    assertThat(spans.spans())
        .hasSize(2 * conversations)
        .allSatisfy(
            span ->
                assertThat(SpanRecorder.map(span.getAttributes()))
                    .containsEntry(ID, span.getName().split(" ", -1)[0]));
    assertThat(after)
        .hasSize(conversations)
        .allSatisfy(one -> assertThat(one.getCompleted()).asString().isEqualTo("{}"));
  }

  @Test
  @DisplayName("Without the element a coroutine on another thread has no conversation")
  void without() throws Exception {
    try (ContextScope scope = Conversation.of("c-1").open()) {
      BuildersKt.<Unit>runBlocking(
          EmptyCoroutineContext.INSTANCE,
          (coroutines, continuation) ->
              elsewhere(Dispatchers.getDefault(), "default", next -> Unit.INSTANCE, continuation));
    }
    assertThat(spans.attributes("default")).doesNotContainKey(ID);
  }
}
