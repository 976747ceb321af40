package dev.parley.sdk;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Context that can be put around work. Every span that starts inside carries it, whoever starts the
 * span; the scope itself makes none. Instances are immutable.
 *
 * <p>Context follows the thread. To other threads it goes by {@link ContextPropagation}.
 */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public sealed interface Scoped permits Conversation, Workflow, Agent, CustomAttributes {
  /** Puts the context around everything until the scope is closed. */
  ContextScope open();

  default void run(Runnable body) {
    try (ContextScope scope = open()) {
      body.run();
    }
  }

  /** Returns what the body returns and throws what it throws. */
  default <T extends @Nullable Object, E extends Exception> T call(Body<T, E> body) throws E {
    try (ContextScope scope = open()) {
      return body.call();
    }
  }

  /**
   * Starts asynchronous work inside the context. What the stage runs on other threads has it where
   * the executor is wrapped ({@link ContextPropagation}).
   */
  default <T extends @Nullable Object> CompletionStage<T> async(
      Supplier<? extends CompletionStage<T>> body) {
    try (ContextScope scope = open()) {
      return body.get();
    }
  }
}
