package dev.parley.server.store;

import dev.parley.server.model.SpanKey;
import java.util.List;
import java.util.UUID;

/**
 * What a log record tells of its span's content, as the store keeps it.
 *
 * @param span the span that it was written in
 * @param day retention day of the record; its messages are found by it
 * @param timeNanos when it happened
 * @param observedNanos when it was observed, 0 when not given
 * @param receivedNanos when its commit was prepared
 * @param whole whether it tells all of each part that is not empty
 * @param system hashes of messages
 * @param input hashes of messages
 * @param output hashes of messages
 */
public record ToldRow(
    SpanKey span,
    int day,
    long timeNanos,
    long observedNanos,
    long receivedNanos,
    boolean whole,
    List<UUID> system,
    List<UUID> input,
    List<UUID> output) {
  public ToldRow {
    system = List.copyOf(system);
    input = List.copyOf(input);
    output = List.copyOf(output);
  }
}
