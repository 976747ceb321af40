package dev.parley.sdk.reactor;

import dev.parley.sdk.internal.stream.LibraryForm;
import dev.parley.sdk.internal.stream.Subscriptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Methods that return a Flux or Mono. A service; created where a method declares such a type. */
public final class ReactorForm implements LibraryForm {
  @Override
  public boolean isOf(Class<?> declared) {
    return declared == Flux.class || declared == Mono.class;
  }

  @Override
  public Object observe(Object source, Subscriptions subscriptions) {
    return source instanceof Mono<?> mono
        ? new ObservedMono<>(mono, subscriptions)
        : new ObservedFlux<>((Flux<?>) source, subscriptions);
  }
}
