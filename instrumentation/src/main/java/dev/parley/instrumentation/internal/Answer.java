package dev.parley.instrumentation.internal;

import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back from a call, or as much of it as came. Everything here is read at most once and
 * behind a guard: it may throw.
 */
public interface Answer {

  /** Nothing came back, or nothing that could be read. */
  Answer NONE = new Answer() {};

  /**
   * An error that came as an answer.
   *
   * @param type the provider's word for it
   * @param message null if it gave none
   */
  record Failure(String type, @Nullable String message) {}

  /** Why the provider says that it did not answer; null where it did. */
  default @Nullable Failure failure() {
    return null;
  }

  /** The model that answered; null if not told. */
  default @Nullable String model() {
    return null;
  }

  /** The tier that the call is billed by; null for the usual one. */
  default @Nullable String serviceTier() {
    return null;
  }

  /** The usage as it was reported. */
  default Usage usage() {
    return Usage.unknown();
  }

  /** Writes what the answer says about itself, without its content: its id, why it ended. */
  default void identity(Span span) {}

  /** The answers, mostly one. */
  default List<Message> messages() {
    return List.of();
  }

  /** Writes what else the answer holds, where content is captured: vectors, sources. */
  default void otherContent(Span span) {}
}
