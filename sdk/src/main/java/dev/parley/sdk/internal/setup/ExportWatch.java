package dev.parley.sdk.internal.setup;

import dev.parley.sdk.ExportHealth;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one exporter delivers, and tells the log when it cannot: each reason once a
 * destination as a warning, then at FINE. Keeps an exporter's exceptions to itself. Thread-safe.
 */
final class ExportWatch {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.sdk.export");
  private static final int MAX_REASONS = 16;

  private record Failure(String reason, Instant at) {}

  private final String signal;
  private final String destination;
  private final Set<String> told;
  private final LongAdder exported = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean healthy = true;
  private volatile @Nullable Failure last;

  /**
   * @param told the reasons that the log knows already, shared by the signals of a destination
   */
  ExportWatch(String signal, String destination, Set<String> told) {
    this.signal = signal;
    this.destination = destination;
    this.told = told;
  }

  /** The reasons that the log has been told for one destination. */
  static Set<String> reasons() {
    return ConcurrentHashMap.newKeySet();
  }

  CompletableResultCode export(int count, Supplier<CompletableResultCode> exporter) {
    CompletableResultCode result;
    try {
      result = exporter.get();
      if (result == null) {
        throw new IllegalStateException("the exporter returned null");
      }
    } catch (Throwable fault) {
      failed(count, fault);
      return CompletableResultCode.ofExceptionalFailure(fault);
    }
    // A result of its own, because whoever waits for the exporter's may see it before it is
    // counted.
    CompletableResultCode counted = new CompletableResultCode();
    result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            succeeded(count);
            counted.succeed();
          } else {
            Throwable error = result.getFailureThrowable();
            failed(count, error);
            if (error == null) {
              counted.fail();
            } else {
              counted.failExceptionally(error);
            }
          }
        });
    return counted;
  }

  /** For the exporter's other work, which the log need not know of when it succeeds. */
  CompletableResultCode end(String work, Supplier<CompletableResultCode> exporter) {
    try {
      CompletableResultCode result = exporter.get();
      return result == null ? CompletableResultCode.ofFailure() : result;
    } catch (Throwable fault) {
      LOGGER.log(Level.FINE, fault, () -> work + " " + destination + " failed");
      return CompletableResultCode.ofExceptionalFailure(fault);
    }
  }

  ExportHealth health() {
    Failure failure = last;
    return new ExportHealth(
        signal,
        destination,
        exported.sum(),
        failed.sum(),
        healthy,
        failure == null ? null : failure.reason(),
        failure == null ? null : failure.at());
  }

  private void succeeded(int count) {
    exported.add(count);
    if (!healthy) {
      healthy = true;
      LOGGER.log(Level.INFO, () -> "Exporting " + signal + " to " + destination + " works again");
    }
    LOGGER.log(Level.FINE, () -> "Exported " + count + ' ' + signal + " to " + destination);
  }

  private void failed(int count, @Nullable Throwable error) {
    failed.add(count);
    healthy = false;
    String reason = ExportFailure.describe(error);
    last = new Failure(reason, Instant.now());
    boolean isNew = told.size() < MAX_REASONS && told.add(reason);
    LOGGER.log(
        isNew ? Level.WARNING : Level.FINE,
        () ->
            "Exporting "
                + signal
                + " to "
                + destination
                + " failed: "
                + reason
                + "; the application is not affected");
  }
}
