package dev.parley.sdk.internal.stream;

import io.opentelemetry.context.Scope;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An iterator whose end is its source's. */
@SuppressWarnings("try") // The scope works by being open.
class ObservedIterator<T extends @Nullable Object> implements Iterator<T> {
  private final Iterator<? extends T> source;
  private final Progress progress;
  private final Cleanable forgotten;

  ObservedIterator(Iterator<? extends T> source, Progress progress) {
    this.source = source;
    this.progress = progress;
    this.forgotten = Forgotten.when(this, progress::stop);
  }

  /** An iterator that can be closed where the source can. */
  static <T extends @Nullable Object> Iterator<T> of(
      Iterator<? extends T> source, Progress progress) {
    return source instanceof AutoCloseable closeable
        ? new Closeable<>(source, closeable, progress)
        : new ObservedIterator<>(source, progress);
  }

  @Override
  public boolean hasNext() {
    boolean more;
    try (Scope scope = progress.makeCurrent()) {
      more = source.hasNext();
    } catch (Throwable error) {
      fail(error);
      throw error;
    } finally {
      Reference.reachabilityFence(this);
    }
    if (!more) {
      complete();
    }
    return more;
  }

  @Override
  public T next() {
    T piece;
    try (Scope scope = progress.makeCurrent()) {
      piece = source.next();
    } catch (NoSuchElementException end) {
      complete();
      throw end;
    } catch (Throwable error) {
      fail(error);
      throw error;
    } finally {
      Reference.reachabilityFence(this);
    }
    progress.next(piece);
    return piece;
  }

  @Override
  public void remove() {
    source.remove();
  }

  private void complete() {
    progress.complete();
    forgotten.clean();
  }

  private void fail(Throwable error) {
    progress.fail(error);
    forgotten.clean();
  }

  /** As the reader has closed it. */
  void stop() {
    progress.stop();
    forgotten.clean();
  }

  private static final class Closeable<T extends @Nullable Object> extends ObservedIterator<T>
      implements AutoCloseable {
    private final AutoCloseable closeable;

    Closeable(Iterator<? extends T> source, AutoCloseable closeable, Progress progress) {
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
