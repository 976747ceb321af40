package dev.parley.server.otlp;

import dev.parley.server.otlp.Refusal.Reason;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of all bodies under way, so that overload is an answer and not a crash. */
final class Admission {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  Admission(long limit) {
    this.limit = limit;
  }

  Ticket open() {
    return new Ticket();
  }

  /** The share of one request. Not thread-safe: one step of the request uses it at a time. */
  final class Ticket implements AutoCloseable {
    private long held;

    /**
     * @throws Refusal when that is more than fits now
     */
    void take(long bytes) {
      if (used.addAndGet(bytes) > limit) {
        used.addAndGet(-bytes);
        throw new Refusal(Reason.OVERLOADED, "too much is under way; send again later");
      }
      held += bytes;
    }

    /**
     * Takes what is missing to this many bytes.
     *
     * @throws Refusal when that is more than fits now
     */
    void takeUpTo(long bytes) {
      if (bytes > held) {
        take(bytes - held);
      }
    }

    @Override
    public void close() {
      used.addAndGet(-held);
      held = 0;
    }
  }
}
