package dev.parley.server.reported;

import dev.parley.server.store.StoredPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The points of one stream: one metric of one source with one set of attributes. Turns what they
 * say into what came when, whatever their temporality and the order in which they arrived.
 *
 * <p>Delta points are what came; one that is exported again, known by its interval, counts once. Of
 * cumulative points the difference counts. A first point that began before the points at hand is
 * only where counting starts; a smaller value is a restart from 0. Another start time is another
 * stream: it is a restart, or a second process that calls itself the same and goes on beside.
 */
final class Stream {
  /** What came, known at that time. */
  record Increment(long timeNanos, Amount amount) {}

  private record Interval(long start, long end) {}

  private final List<StoredPoint> points = new ArrayList<>();

  /** What makes points one stream; of delta points, each of which has its own start, that is 0. */
  record Key(
      String source, String name, String type, boolean delta, long startNanos, String attributes) {
    static Key of(StoredPoint point) {
      return new Key(
          point.source(),
          point.name(),
          point.type().name(),
          point.delta(),
          point.delta() ? 0 : point.startNanos(),
          point.attributes());
    }
  }

  void add(StoredPoint point) {
    points.add(point);
  }

  /**
   * What came, in the order of time.
   *
   * @param knownSinceNanos the time from which on all points are at hand
   */
  List<Increment> increments(long knownSinceNanos) {
    points.sort(
        Comparator.comparingLong(StoredPoint::timeNanos)
            .thenComparingLong(StoredPoint::startNanos));
    return !points.isEmpty() && points.get(0).delta() ? deltas() : cumulative(knownSinceNanos);
  }

  private List<Increment> deltas() {
    List<Increment> increments = new ArrayList<>();
    Set<Interval> seen = new HashSet<>();
    for (StoredPoint point : points) {
      Amount amount = read(point);
      if (amount != null && seen.add(new Interval(point.startNanos(), point.timeNanos()))) {
        increments.add(new Increment(point.timeNanos(), amount));
      }
    }
    return increments;
  }

  private List<Increment> cumulative(long knownSinceNanos) {
    List<Increment> increments = new ArrayList<>();
    StoredPoint before = null;
    Amount earlier = Amount.NONE;
    for (StoredPoint point : points) {
      Amount amount = read(point);
      if (amount == null) {
        continue;
      }
      if (before == null) {
        if (point.startNanos() >= knownSinceNanos && point.startNanos() > 0) {
          increments.add(new Increment(point.timeNanos(), amount));
        }
      } else {
        increments.add(new Increment(point.timeNanos(), amount.since(earlier)));
      }
      before = point;
      earlier = amount;
    }
    return increments;
  }

  private static @Nullable Amount read(StoredPoint point) {
    return PointReading.amount(point.type(), point.value(), point.data());
  }
}
