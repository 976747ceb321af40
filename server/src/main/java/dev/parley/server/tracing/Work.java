package dev.parley.server.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work as a span below the one that the thread is at work for, and what it is at work
 * for until it is closed. Outside of a traced request nothing is recorded, so that what nobody
 * asked for, and the receiving of these very spans, makes no spans. Of the thread that begins it.
 */
public final class Work implements AutoCloseable {
  static final ContextKey<Tracer> TRACER = ContextKey.named("parley-server-tracer");

  private static final Work UNTRACED = new Work(null, null);

  private final @Nullable Span span;
  private final @Nullable Scope scope;

  private Work(@Nullable Span span, @Nullable Scope scope) {
    this.span = span;
    this.scope = scope;
  }

  /**
   * What a thread is at work for, to be handed to another one. Immutable.
   *
   * @see Work#cause
   */
  public static final class Cause {
    private static final Cause NONE = new Cause(Context.root());

    private final Context context;

    private Cause(Context context) {
      this.context = context;
    }

    /** Whether spans are recorded of what is done for it. */
    public boolean isTraced() {
      return context.get(TRACER) != null;
    }

    /** Does something for it. */
    public void run(Runnable work) {
      Object unused =
          call(
              () -> {
                work.run();
                return this;
              });
    }

    /** Does something for it, and returns what comes of it. */
    public <T> T call(Supplier<T> work) {
      if (context == Context.root()) {
        return work.get();
      }
      Scope scope = context.makeCurrent();
      try {
        return work.get();
      } finally {
        scope.close();
      }
    }
  }

  /** What this thread is at work for. */
  public static Cause cause() {
    Context context = Context.current();
    return context == Context.root() ? Cause.NONE : new Cause(context);
  }

  /**
   * Begins work within the server.
   *
   * @param name what it does, in few words and without values
   */
  public static Work begin(String name) {
    return begin(name, SpanKind.INTERNAL);
  }

  /**
   * Begins a query of the engine.
   *
   * @param sql its text, without the values of its parameters
   */
  public static Work query(String sql) {
    return begin("query", SpanKind.CLIENT)
        .with("db.system.name", "duckdb")
        .with("db.query.text", sql);
  }

  // Whoever begins work closes it, and its scope with it.
  @SuppressWarnings("MustBeClosedChecker")
  private static Work begin(String name, SpanKind kind) {
    Context context = Context.current();
    Tracer tracer = context.get(TRACER);
    if (tracer == null) {
      return UNTRACED;
    }
    Span span = tracer.spanBuilder(name).setParent(context).setSpanKind(kind).startSpan();
    return new Work(span, context.with(span).makeCurrent());
  }

  /** Notes a fact. */
  public Work with(String key, String value) {
    if (span != null) {
      span.setAttribute(key, value);
    }
    return this;
  }

  /** Notes a number. */
  public Work with(String key, long value) {
    if (span != null) {
      span.setAttribute(key, value);
    }
    return this;
  }

  /** Notes that it failed. */
  public void failed(Throwable failure) {
    if (span != null) {
      span.setAttribute("error.type", failure.getClass().getName());
      span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public void close() {
    if (scope != null) {
      scope.close();
    }
    if (span != null) {
      span.end();
    }
  }
}
