package dev.parley.sdk.internal.stream;

import io.opentelemetry.context.Scope;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A spliterator whose end is its source's. It does not split: its pieces are recorded in order. A
 * piece is taken from the source in the step's context and handed on in the reader's.
 */
@SuppressWarnings("try") // The scope works by being open.
final class ObservedSpliterator<T extends @Nullable Object> implements Spliterator<T> {
  /** A piece, which a deque holds even where it is null. */
  private record Piece<T extends @Nullable Object>(T value) {}

  private final Spliterator<T> source;
  private final Progress progress;
  private final Deque<Piece<T>> taken = new ArrayDeque<>(1);
  private final Cleanable forgotten;

  ObservedSpliterator(Spliterator<T> source, Progress progress) {
    this.source = source;
    this.progress = progress;
    this.forgotten = Forgotten.when(this, progress::stop);
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    boolean more;
    try (Scope scope = progress.makeCurrent()) {
      more = source.tryAdvance(piece -> taken.add(new Piece<>(piece)));
    } catch (Throwable error) {
      progress.fail(error);
      forgotten.clean();
      throw error;
    } finally {
      Reference.reachabilityFence(this);
    }
    if (!more) {
      progress.complete();
      forgotten.clean();
    }
    for (Piece<T> piece = taken.poll(); piece != null; piece = taken.poll()) {
      progress.next(piece.value());
      hand(piece.value(), action);
    }
    return more;
  }

  /** Where the reader fails, it reads no further. */
  private void hand(T piece, Consumer<? super T> action) {
    try {
      action.accept(piece);
    } catch (Throwable error) {
      progress.stop();
      forgotten.clean();
      throw error;
    }
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return source.estimateSize();
  }

  @Override
  public long getExactSizeIfKnown() {
    return source.getExactSizeIfKnown();
  }

  @Override
  public int characteristics() {
    // It is not split, so its parts have no sizes to be known.
    return source.characteristics() & ~SUBSIZED;
  }

  @Override
  public @Nullable Comparator<? super T> getComparator() {
    return source.getComparator();
  }
}
