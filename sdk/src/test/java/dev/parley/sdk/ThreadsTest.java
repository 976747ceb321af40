package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  private Object conversation(String span) {
    return spans.attributes(span).get("gen_ai.conversation.id");
  }

  @Test
  @DisplayName("CTX-19: five threads, a thousand rounds: ids are never mixed")
  void isolation() throws Exception {
    int threads = 5;
    int rounds = 1000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch together = new CountDownLatch(threads);
    List<Future<?>> work = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      String id = "c" + t;
      work.add(
          pool.submit(
              () -> {
                together.countDown();
                together.await();
                for (int i = 0; i < rounds; i++) {
                  Conversation.of(id).user("user of " + id).run(() -> spans.span(id));
                  assertThat(CurrentContext.asMap()).isEmpty();
                  if (i % 100 == 0) {
                    spans.spans();
                  }
                }
                return null;
              }));
    }
    for (Future<?> one : work) {
      one.get(1, TimeUnit.MINUTES);
    }
    pool.shutdown();

    assertThat(spans.spans())
        .hasSize(threads * rounds)
        .allSatisfy(
            span ->
                assertThat(SpanRecorder.map(span.getAttributes()))
                    .containsEntry("gen_ai.conversation.id", span.getName())
                    .containsEntry("user.id", "user of " + span.getName()));
  }

  @Test
  @DisplayName("CTX-20 D10: tasks of wrapped executors and wrapped tasks carry the id")
  void asyncWork() throws Exception {
    ExecutorService plain = Executors.newFixedThreadPool(2);
    ExecutorService wrapped = ContextPropagation.wrap(plain);
    try (ContextScope scope = Conversation.of("c").open()) {
      CompletableFuture.runAsync(() -> spans.span("future"), wrapped).get(1, TimeUnit.MINUTES);
      wrapped.submit(() -> spans.span("submitted")).get(1, TimeUnit.MINUTES);
      Thread thread = new Thread(ContextPropagation.wrap(() -> spans.span("thread")));
      thread.start();
      thread.join();
      CompletableFuture.supplyAsync(
              ContextPropagation.wrapSupplier(CurrentContext::conversationId), plain)
          .thenAccept(id -> assertThat(id).isEqualTo("c"))
          .get(1, TimeUnit.MINUTES);
    }
    plain.shutdown();

    assertThat(conversation("future")).isEqualTo("c");
    assertThat(conversation("submitted")).isEqualTo("c");
    assertThat(conversation("thread")).isEqualTo("c");
  }

  @Test
  @DisplayName("CTX-20: virtual threads carry the id (from Java 21 on, else skipped)")
  void virtualThreads() throws Exception {
    if (Runtime.version().feature() < 21) {
      System.err.println("SKIPPED: virtual threads come with Java 21; run on a newer JDK as well");
    }
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads come with Java 21");
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    ExecutorService wrapped = ContextPropagation.wrap(virtual);
    try (ContextScope scope = Conversation.of("c").open()) {
      wrapped.submit(() -> spans.span("virtual")).get(1, TimeUnit.MINUTES);
      List<Future<String>> many = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        many.add(
            Conversation.of("v" + i).call(() -> wrapped.submit(CurrentContext::conversationId)));
      }
      for (int i = 0; i < many.size(); i++) {
        assertThat(many.get(i).get(1, TimeUnit.MINUTES)).isEqualTo("v" + i);
      }
    }
    virtual.shutdown();
    assertThat(conversation("virtual")).isEqualTo("c");
  }

  @Test
  @DisplayName("CTX-21: a worker that had a task with an id has none for the next")
  void pooledWorker() throws Exception {
    ExecutorService pool = ContextPropagation.wrap(Executors.newSingleThreadExecutor());
    Conversation.of("c").call(() -> pool.submit(() -> spans.span("inside"))).get();
    pool.submit(() -> spans.span("later")).get(1, TimeUnit.MINUTES);
    pool.shutdown();

    assertThat(conversation("inside")).isEqualTo("c");
    assertThat(conversation("later")).isNull();
  }

  @Test
  @DisplayName("CTX-20: a scope around asynchronous work starts it with the id")
  void asyncScope() throws Exception {
    ExecutorService pool = ContextPropagation.wrap(Executors.newSingleThreadExecutor());
    String seen =
        Conversation.of("c")
            .async(() -> CompletableFuture.supplyAsync(CurrentContext::conversationId, pool))
            .toCompletableFuture()
            .get(1, TimeUnit.MINUTES);
    pool.shutdown();

    assertThat(seen).isEqualTo("c");
    assertThat(CurrentContext.asMap()).isEmpty();
  }

  @Test
  @DisplayName("CTX-20: every stage of a chain on wrapped executors has the id, in error too")
  void chainOfStages() throws Exception {
    ExecutorService plain = Executors.newFixedThreadPool(2);
    ExecutorService pool = ContextPropagation.wrap(plain);
    List<String> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> chain;
    try (ContextScope scope = Conversation.of("c").open()) {
      chain =
          CompletableFuture.supplyAsync(
                  () -> seen.add("supply " + CurrentContext.conversationId()), pool)
              .thenApplyAsync(ok -> seen.add("apply " + CurrentContext.conversationId()), pool)
              .thenComposeAsync(
                  ok ->
                      CompletableFuture.runAsync(
                          () -> {
                            seen.add("compose " + CurrentContext.conversationId());
                            throw new IllegalStateException("on purpose");
                          },
                          pool),
                  pool)
              .handleAsync(
                  (nothing, error) -> {
                    seen.add("handle " + CurrentContext.conversationId());
                    return null;
                  },
                  pool);
      chain.get(1, TimeUnit.MINUTES);
    }
    plain.shutdown();
    assertThat(seen).containsExactly("supply c", "apply c", "compose c", "handle c");
  }

  @Test
  @DisplayName("CTX-20 CTX-21: scheduled and repeated tasks keep their own id on a shared worker")
  void scheduled() throws Exception {
    ScheduledExecutorService plain = Executors.newSingleThreadScheduledExecutor();
    ScheduledExecutorService timer = ContextPropagation.wrap(plain);
    BlockingQueue<String> repeated = new LinkedBlockingQueue<>();
    Future<?> task;
    try (ContextScope scope = Conversation.of("c").open()) {
      task =
          timer.scheduleAtFixedRate(
              ContextPropagation.wrap(
                  () -> {
                    repeated.add(String.valueOf(CurrentContext.conversationId()));
                  }),
              0,
              1,
              TimeUnit.MILLISECONDS);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(repeated.poll(1, TimeUnit.MINUTES)).isEqualTo("c");
    }
    assertThat(
            timer
                .schedule(CurrentContext::conversationId, 1, TimeUnit.MILLISECONDS)
                .get(1, TimeUnit.MINUTES))
        .isNull();
    task.cancel(true);
    plain.shutdownNow();
  }

  @Test
  @DisplayName("CTX-20: parallel streams and fork-join tasks carry the id in wrapped functions")
  void forkJoin() throws Exception {
    ForkJoinPool pool = new ForkJoinPool(4);
    try (ContextScope scope = Conversation.of("c").open()) {
      Context context = Context.current();
      List<String> seen =
          pool.submit(
                  () ->
                      IntStream.range(0, 500)
                          .boxed()
                          .parallel()
                          .map(
                              context.wrapFunction(
                                  (Integer i) -> String.valueOf(CurrentContext.conversationId())))
                          .toList())
              .get(1, TimeUnit.MINUTES);
      assertThat(seen).hasSize(500).containsOnly("c");
    }
    assertThat(pool.submit(CurrentContext::conversationId).get(1, TimeUnit.MINUTES)).isNull();
    pool.shutdown();
  }
}
