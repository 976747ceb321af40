package dev.parley.server.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Requests that wait for a commit, and other work of the writer: many bring, one takes. */
final class GroupQueue {
  private final int maxRecords;
  private final long maxCharacters;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Request> requests = new ArrayDeque<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private long records;
  private long characters;
  private boolean closed;

  GroupQueue(int maxRecords, long maxCharacters) {
    this.maxRecords = maxRecords;
    this.maxCharacters = maxCharacters;
  }

  /**
   * Adds a request. An empty queue takes any one request, however large, or that one could never be
   * served.
   *
   * @return whether it was taken
   * @throws UnavailableException if the queue is closed
   */
  boolean offer(Request request) {
    Prepared prepared = request.prepared();
    lock.lock();
    try {
      if (closed) {
        throw new UnavailableException("the server is shutting down", null);
      }
      boolean fits =
          records + prepared.records() <= maxRecords
              && characters + prepared.characters() <= maxCharacters;
      if (!fits && !requests.isEmpty()) {
        return false;
      }
      requests.add(request);
      records += prepared.records();
      characters += prepared.characters();
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds work to be done between two commits.
   *
   * @throws UnavailableException if the queue is closed
   */
  void offer(Runnable task) {
    lock.lock();
    try {
      if (closed) {
        throw new UnavailableException("the server is shutting down", null);
      }
      tasks.add(task);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next of the work that waits; null when there is none. Does not wait. */
  @Nullable Runnable takeTask() {
    lock.lock();
    try {
      return tasks.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing more is taken now. */
  boolean isFull() {
    lock.lock();
    try {
      return closed || records >= maxRecords || characters >= maxCharacters;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits and nothing will ever come. */
  boolean isDone() {
    lock.lock();
    try {
      return closed && requests.isEmpty() && tasks.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a request, then for others to share its commit, until there are {@code groupRecords}
   * records, {@link System#nanoTime()} reaches {@code notBefore}, or the queue is closed.
   *
   * @return requests in order; empty when the queue is closed, or other work waits, and there is
   *     none
   */
  List<Request> take(int groupRecords, long notBefore) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (requests.isEmpty() && tasks.isEmpty() && !closed) {
        changed.await();
      }
      long wait = notBefore - System.nanoTime();
      while (records < groupRecords && tasks.isEmpty() && !closed && wait > 0) {
        changed.awaitNanos(wait);
        wait = notBefore - System.nanoTime();
      }
      return poll(groupRecords);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more requests; those that wait can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes all that wait, at once. */
  List<Request> drain() {
    lock.lock();
    try {
      return poll(Integer.MAX_VALUE);
    } finally {
      lock.unlock();
    }
  }

  /** Those of a project that wait. */
  long records(String project) {
    lock.lock();
    try {
      return requests.stream()
          .filter(request -> request.project().equals(project))
          .mapToLong(request -> request.prepared().records())
          .sum();
    } finally {
      lock.unlock();
    }
  }

  private List<Request> poll(int groupRecords) {
    List<Request> group = new ArrayList<>();
    long taken = 0;
    while (!requests.isEmpty() && taken < groupRecords) {
      Request request = requests.remove();
      group.add(request);
      taken += request.prepared().records();
      records -= request.prepared().records();
      characters -= request.prepared().characters();
    }
    return group;
  }
}
