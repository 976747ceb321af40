package dev.parley.bench;

import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Opening and closing a scope. */
@State(Scope.Thread)
// A scope works by being open.
@SuppressWarnings("try")
public class ScopeBenchmark {
  private static final ContextKey<Object> KEY = ContextKey.named("bench");

  private final String id = "session_123";

  /** A value of one's own in OpenTelemetry's context. */
  @Benchmark
  public Context plainContext() {
    try (io.opentelemetry.context.Scope scope = Context.current().with(KEY, id).makeCurrent()) {
      return Context.current();
    }
  }

  /** A conversation. */
  @Benchmark
  public Context conversation() {
    try (ContextScope scope = Conversation.of(id).open()) {
      return Context.current();
    }
  }
}
