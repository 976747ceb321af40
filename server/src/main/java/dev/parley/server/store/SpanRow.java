package dev.parley.server.store;

import dev.parley.server.model.Span;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A span as the store keeps it: content is referred to, not held.
 *
 * @param span what was understood; its content, raw JSON and tool texts are replaced by what
 *     follows
 * @param day retention day of its start
 * @param spanKind group for filters: llm, tool, chain, agent, prompt or other
 * @param resource hash of the resource's attributes
 * @param attributes packed JSON, see {@link PackedJson}
 * @param events packed JSON
 * @param links packed JSON
 * @param toolArguments packed JSON of a string, or null when not captured
 * @param toolResult packed JSON of a string, or null when not captured
 * @param system hashes of messages, in order
 * @param input hashes of messages, in order
 * @param output hashes of messages, in order
 */
public record SpanRow(
    Span span,
    int day,
    String spanKind,
    UUID resource,
    String attributes,
    String events,
    String links,
    @Nullable String toolArguments,
    @Nullable String toolResult,
    List<UUID> system,
    List<UUID> input,
    List<UUID> output) {
  public SpanRow {
    system = List.copyOf(system);
    input = List.copyOf(input);
    output = List.copyOf(output);
  }
}
