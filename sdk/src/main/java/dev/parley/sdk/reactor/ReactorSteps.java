package dev.parley.sdk.reactor;

import dev.parley.sdk.Body;
import dev.parley.sdk.Step;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Steps whose result is a Flux or Mono.
 *
 * <pre>{@code
 * Flux<String> words = ReactorSteps.flux(Step.llm("answer"), () -> client.stream(question));
 * }</pre>
 *
 * <p>The work is what a subscription makes run: every one has a span of its own, which starts when
 * it is subscribed to and ends when that completes, fails or is cancelled; one that is cancelled is
 * marked {@code parley.stream.incomplete}. A pipeline that nobody subscribes to has none. The body
 * itself only puts the pipeline together, at once and in its caller's context; where it throws,
 * that is recorded.
 *
 * <p>Elements, order, demand and Reactor's context are what they are without the step. It is
 * current while the source is subscribed to, asked for more and cancelled, and on whatever thread
 * its operators run where {@link ReactorPropagation} is enabled; what is below is not in it. Of a
 * Flux the output is joined and a model's usage is that of the last piece that tells it; the value
 * of a Mono is the output, and may be a model's whole answer. An enforced budget that is spent is
 * the pipeline's error.
 */
public final class ReactorSteps {
  private ReactorSteps() {}

  /** The Flux that the body gives, observed. */
  public static <T, E extends Exception> Flux<T> flux(Step step, Body<? extends Flux<T>, E> body)
      throws E {
    return step.returning(Flux.class, body);
  }

  /** The Mono that the body gives, observed. */
  public static <T, E extends Exception> Mono<T> mono(Step step, Body<? extends Mono<T>, E> body)
      throws E {
    return step.returning(Mono.class, body);
  }
}
