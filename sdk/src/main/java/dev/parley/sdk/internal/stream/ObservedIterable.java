package dev.parley.sdk.internal.stream;

import io.opentelemetry.context.Scope;
import java.lang.ref.Cleaner.Cleanable;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An iterable whose first reading is observed; the same pieces need no second record. */
@SuppressWarnings("try") // The scope works by being open.
class ObservedIterable<T extends @Nullable Object> implements Iterable<T> {
  private final Iterable<T> source;
  private final Progress progress;
  private final AtomicBoolean read = new AtomicBoolean();
  private final Cleanable forgotten;

  ObservedIterable(Iterable<T> source, Progress progress) {
    this.source = source;
    this.progress = progress;
    AtomicBoolean started = read;
    // Once it is read, it is the iterator that may be forgotten.
    this.forgotten = Forgotten.when(this, () -> stopUnread(started, progress));
  }

  private static void stopUnread(AtomicBoolean started, Progress progress) {
    if (!started.get()) {
      progress.stop();
    }
  }

  /** An iterable that can be closed where the source can. */
  static <T extends @Nullable Object> Iterable<T> of(Iterable<T> source, Progress progress) {
    return source instanceof AutoCloseable closeable
        ? new Closeable<>(source, closeable, progress)
        : new ObservedIterable<>(source, progress);
  }

  @Override
  public Iterator<T> iterator() {
    if (!read.compareAndSet(false, true)) {
      return source.iterator();
    }
    Iterator<T> pieces;
    try (Scope scope = progress.makeCurrent()) {
      pieces = source.iterator();
    } catch (Throwable error) {
      progress.fail(error);
      throw error;
    }
    return ObservedIterator.of(pieces, progress);
  }

  /** As the reader has closed it. */
  void stop() {
    progress.stop();
    forgotten.clean();
  }

  private static final class Closeable<T extends @Nullable Object> extends ObservedIterable<T>
      implements AutoCloseable {
    private final AutoCloseable closeable;

    Closeable(Iterable<T> source, AutoCloseable closeable, Progress progress) {
      super(source, progress);
      this.closeable = closeable;
    }

    @Override
    public void close() throws Exception {
      try {
        closeable.close();
      } finally {
        stop();
      }
    }
  }
}
