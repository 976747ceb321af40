package dev.parley.examples.context;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.ContextPropagation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The context goes along to pools, futures and virtual threads. */
// Parley works by being open; static steps find it.
@SuppressWarnings("try")
public final class Threads {

  private Threads() {}

  /** Does the work of one turn on several threads. */
  public static void main(String[] arguments) throws Exception {
    try (Parley parley = ExampleTelemetry.start("threads")) {
      System.out.println(pool());
      System.out.println(future());
      System.out.println(virtualThreads());
      System.out.println(later());
    }
  }

  /** A wrapped pool runs each task in the context of whoever submitted it. */
  static List<String> pool() throws Exception {
    ExecutorService workers = ContextPropagation.wrap(Executors.newFixedThreadPool(2));
    try {
      return Conversation.of("session_pool")
          .call(
              () -> {
                Future<String> weather = workers.submit(() -> lookUp("weather"));
                Future<String> news = workers.submit(() -> lookUp("news"));
                return List.of(weather.get(), news.get());
              });
    } finally {
      workers.shutdown();
    }
  }

  /** So does a {@code CompletableFuture} on a wrapped pool; the scope may be closed by then. */
  static String future() throws Exception {
    ExecutorService workers = ContextPropagation.wrap(Executors.newFixedThreadPool(2));
    try {
      CompletableFuture<String> answer =
          Conversation.of("session_future")
              .async(
                  () ->
                      CompletableFuture.supplyAsync(() -> lookUp("weather"), workers)
                          .thenApplyAsync(found -> found + ", says the forecast", workers))
              .toCompletableFuture();
      return answer.get();
    } finally {
      workers.shutdown();
    }
  }

  /** A thread for each task: virtual ones from Java 21 on. */
  static List<String> virtualThreads() throws Exception {
    ExecutorService workers = ContextPropagation.wrap(threadPerTask());
    try {
      return Conversation.of("session_virtual")
          .call(() -> workers.invokeAny(List.of(() -> List.of(lookUp("weather"), lookUp("news")))));
    } finally {
      workers.shutdown();
    }
  }

  /** A single task, which takes the context of now with it. */
  static String later() throws Exception {
    Callable<String> task =
        Conversation.of("session_later")
            .call(() -> ContextPropagation.wrap((Callable<String>) () -> lookUp("weather")));
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(task.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    thread.start();
    return result.get();
  }

  private static String lookUp(String what) {
    return Step.tool("look_up_" + what).call(() -> what + " is fine");
  }

  /** This code runs on Java 17 too, which has no virtual threads. */
  private static ExecutorService threadPerTask() {
    try {
      MethodHandle virtual =
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class));
      return (ExecutorService) virtual.invoke();
    } catch (Throwable before21) {
      return Executors.newCachedThreadPool();
    }
  }
}
