package dev.parley.sdk;

import io.opentelemetry.context.Context;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Takes the context along to other threads. A wrapped executor runs each task in the context of the
 * thread that submitted it and leaves none behind on the worker; works for pools, {@code
 * CompletableFuture} and virtual threads alike.
 */
public final class ContextPropagation {
  private ContextPropagation() {}

  /** An executor whose tasks have the context of whoever gave them to it. */
  public static Executor wrap(Executor executor) {
    return Context.taskWrapping(executor);
  }

  /** As {@link #wrap(Executor)}; shutting it down shuts the wrapped one down. */
  public static ExecutorService wrap(ExecutorService executor) {
    return Context.taskWrapping(executor);
  }

  /** As {@link #wrap(Executor)}, for delayed and repeated tasks too. */
  public static ScheduledExecutorService wrap(ScheduledExecutorService executor) {
    return Context.taskWrapping(executor);
  }

  /** The task in the context of now, wherever and whenever it runs. */
  public static Runnable wrap(Runnable task) {
    return Context.current().wrap(task);
  }

  /** As {@link #wrap(Runnable)}. */
  public static <T> Callable<T> wrap(Callable<T> task) {
    return Context.current().wrap(task);
  }

  /** A name of its own, because a lambda cannot tell a supplier from a callable. */
  public static <T> Supplier<T> wrapSupplier(Supplier<T> task) {
    return Context.current().wrapSupplier(task);
  }
}
