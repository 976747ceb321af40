package dev.parley.sdk;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** What a method returns, and with it when a call of it has ended. */
enum ResultForm {
  NOTHING,
  VALUE,
  STAGE,
  FUTURE,
  STREAM,
  ITERATOR,
  ITERABLE,
  FLOW,
  REACTIVE;

  /** A call of the observed method. */
  interface Call {
    @Nullable Object run() throws Throwable;
  }

  /**
   * By the type that the method declares: what a caller may rely on can be returned, and nothing
   * more special than that can be observed.
   */
  static ResultForm of(Class<?> declared) {
    if (declared == void.class) {
      return NOTHING;
    }
    if (declared == CompletionStage.class || declared == CompletableFuture.class) {
      return STAGE;
    }
    if (declared == Future.class) {
      return FUTURE;
    }
    if (declared == Stream.class) {
      return STREAM;
    }
    if (declared == Iterator.class) {
      return ITERATOR;
    }
    if (declared == Iterable.class) {
      return ITERABLE;
    }
    if (declared == Flow.Publisher.class) {
      return FLOW;
    }
    // By name, for the library may be absent.
    return declared.getName().equals("org.reactivestreams.Publisher") ? REACTIVE : VALUE;
  }

  /** Runs the call as this step, and throws what it throws. */
  @SuppressWarnings("NullAway") // A method may give null for anything; then its caller gets that.
  @Nullable Object run(Step step, Call call) throws Throwable {
    return switch (this) {
      case NOTHING -> {
        step.run(() -> uncheckedly(call));
        yield null;
      }
      case VALUE -> step.call(() -> uncheckedly(call));
      case STAGE -> step.async(() -> (CompletionStage<?>) uncheckedly(call));
      case FUTURE -> step.future(() -> (Future<?>) uncheckedly(call));
      case STREAM -> step.stream(() -> (Stream<?>) uncheckedly(call));
      case ITERATOR -> step.iterator(() -> (Iterator<?>) uncheckedly(call));
      case ITERABLE -> step.iterable(() -> (Iterable<?>) uncheckedly(call));
      case FLOW -> step.publisher(() -> (Flow.Publisher<?>) uncheckedly(call));
      case REACTIVE -> ReactiveSteps.publisher(step, () -> (Publisher<?>) uncheckedly(call));
    };
  }

  /** Lets checked exceptions through, which the caller of the method is ready for. */
  private static @Nullable Object uncheckedly(Call call) {
    try {
      return call.run();
    } catch (Throwable thrown) {
      throw ResultForm.<RuntimeException>unchecked(thrown);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
