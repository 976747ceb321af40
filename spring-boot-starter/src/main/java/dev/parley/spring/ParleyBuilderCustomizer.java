package dev.parley.spring;

import dev.parley.sdk.ParleyBuilder;

/** A bean with a word on how Parley is set up: prices, trackers, destinations. */
@FunctionalInterface
public interface ParleyBuilderCustomizer {
  /** Called once, after the properties were read. */
  void customize(ParleyBuilder builder);
}
