package dev.parley.sdk;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/**
 * Steps whose result is a publisher of Reactive Streams. Needs {@code
 * org.reactivestreams:reactive-streams}, which all else here does without.
 *
 * <pre>{@code
 * Publisher<String> words = ReactiveSteps.publisher(Step.llm("answer"), () -> client.stream(…));
 * }</pre>
 */
public final class ReactiveSteps {
  private ReactiveSteps() {}

  /** As {@link Step#publisher}. */
  @SuppressWarnings("NullAway") // A body may break its promise; then the caller gets its null.
  public static <T, E extends Exception> Publisher<T> publisher(
      Step step, Body<? extends Publisher<T>, E> body) throws E {
    Flow.Publisher<T> observed = step.publisher(() -> flow(body.call()));
    return observed == null ? null : FlowAdapters.toPublisher(observed);
  }

  @SuppressWarnings("NullAway")
  private static <T> Flow.Publisher<T> flow(@Nullable Publisher<T> source) {
    return source == null ? null : FlowAdapters.toFlowPublisher(source);
  }
}
