package dev.parley.sdk.internal.stream;

import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Puts an observer around what comes piece by piece. */
public final class ObservedStreams {
  private ObservedStreams() {}

  /** An iterator that can be closed where the source can. */
  public static <T extends @Nullable Object> Iterator<T> iterator(
      Iterator<T> source, Progress progress) {
    return ObservedIterator.of(source, progress);
  }

  /** An iterable that can be closed where the source can. */
  public static <T extends @Nullable Object> Iterable<T> iterable(
      Iterable<T> source, Progress progress) {
    return ObservedIterable.of(source, progress);
  }

  /** A stream that is parallel where the source is, and closes it. */
  public static <T extends @Nullable Object> Stream<T> stream(Stream<T> source, Progress progress) {
    boolean parallel = source.isParallel();
    return StreamSupport.stream(new ObservedSpliterator<>(source.spliterator(), progress), parallel)
        .onClose(
            () -> {
              try {
                source.close();
              } finally {
                progress.stop();
              }
            });
  }

  /** As {@link #stream}. */
  public static IntStream intStream(IntStream source, Progress progress) {
    return stream(source.boxed(), progress).mapToInt(Integer::intValue);
  }

  /** As {@link #stream}. */
  public static LongStream longStream(LongStream source, Progress progress) {
    return stream(source.boxed(), progress).mapToLong(Long::longValue);
  }

  /** As {@link #stream}. */
  public static DoubleStream doubleStream(DoubleStream source, Progress progress) {
    return stream(source.boxed(), progress).mapToDouble(Double::doubleValue);
  }

  /**
   * A publisher that can be subscribed to as often as the source.
   *
   * @param again the progress of each subscription after the first
   */
  public static <T> Flow.Publisher<T> publisher(
      Flow.Publisher<T> source, Progress first, Supplier<Progress> again) {
    return new ObservedPublisher<>(source, first, again);
  }
}
