package dev.parley.instrumentation.internal;

/**
 * What the pieces of a streamed answer say so far. It is used by one thread at a time and need not
 * be thread-safe; it may throw.
 */
public interface Pieces {

  /** The next piece; one of a type that it doesn't know says nothing. */
  void add(Object piece);

  /** Whether the provider has said that nothing follows; then whoever stops has all of it. */
  default boolean isWhole() {
    return false;
  }

  /** The answer as it would have come at once, as far as it has. */
  Answer answer();

  /** How many characters the pieces said, and how many of them are kept. */
  TextRoom room();
}
