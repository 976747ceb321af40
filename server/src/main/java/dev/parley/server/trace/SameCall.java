package dev.parley.server.trace;

import dev.parley.pricing.ModelName;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether two spans can tell of the same call. */
final class SameCall {
  /** Streams are closed a little after the span around them has ended; clocks differ a little. */
  private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private SameCall() {}

  /** Kind, time and model allow that {@code inner} is the call that {@code outer} tells of. */
  static boolean possible(SpanFacts outer, SpanFacts inner) {
    return outer.kind() == inner.kind() && contains(outer, inner) && sameModel(outer, inner);
  }

  /** Spans made of a log record have no duration, which says nothing. */
  static boolean contains(SpanFacts outer, SpanFacts inner) {
    return outer.durationNanos() == 0
        || inner.durationNanos() == 0
        || (inner.startNanos() >= outer.startNanos() - SLACK_NANOS
            && inner.endNanos() <= outer.endNanos() + SLACK_NANOS);
  }

  static boolean overlap(SpanFacts a, SpanFacts b) {
    return a.startNanos() <= b.endNanos() && b.startNanos() <= a.endNanos();
  }

  /** An unknown model may be any. */
  static boolean sameModel(SpanFacts a, SpanFacts b) {
    boolean unknown =
        (a.requestModel() == null && a.responseModel() == null)
            || (b.requestModel() == null && b.responseModel() == null);
    return unknown
        || same(a.requestModel(), b.requestModel())
        || same(a.responseModel(), b.responseModel())
        || same(a.requestModel(), b.responseModel())
        || same(a.responseModel(), b.requestModel());
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a != null
        && b != null
        && (a.equals(b) || ModelName.canonical(a).equals(ModelName.canonical(b)));
  }

  static boolean sameResponse(SpanFacts a, SpanFacts b) {
    return a.responseId() != null && a.responseId().equals(b.responseId());
  }

  /** Both known and equal. */
  static boolean sameTokens(SpanFacts a, SpanFacts b) {
    return a.usage() != null && a.usage().equals(b.usage());
  }
}
