package dev.parley.bench.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was sent and what was acknowledged of it, in memory and in a file outside the server: a line
 * {@code TRACE SPANS} for each acknowledged batch, whose span ids are 1 to SPANS. Safe for use by
 * many threads.
 */
final class Ledger implements AutoCloseable {
  /** What is known of a batch. */
  enum State {
    /** Sent, and not acknowledged: it may be there or not, but never twice. */
    OPEN,
    /** Acknowledged: it must be there. */
    ACKNOWLEDGED
  }

  private final Map<Batch, State> batches =
      new TreeMap<>((a, b) -> Long.compare(a.number(), b.number()));
  private final Writer file;

  Ledger(Path path) throws IOException {
    file = Files.newBufferedWriter(path, StandardCharsets.US_ASCII);
  }

  synchronized void sent(Batch batch) {
    batches.putIfAbsent(batch, State.OPEN);
  }

  synchronized void acknowledged(Batch batch) {
    batches.put(batch, State.ACKNOWLEDGED);
    try {
      file.write(batch.traceId() + " " + batch.counts().spans() + "\n");
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** After a repair that said what was lost. */
  synchronized void lost(Batch batch) {
    batches.put(batch, State.OPEN);
  }

  synchronized List<Batch> of(State state) {
    return batches.entrySet().stream()
        .filter(entry -> entry.getValue() == state)
        .map(Map.Entry::getKey)
        .toList();
  }

  synchronized List<Batch> ofRound(int round) {
    return batches.keySet().stream().filter(batch -> batch.round() == round).toList();
  }

  synchronized List<Batch> all() {
    return new ArrayList<>(batches.keySet());
  }

  synchronized boolean isAcknowledged(Batch batch) {
    return batches.get(batch) == State.ACKNOWLEDGED;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
