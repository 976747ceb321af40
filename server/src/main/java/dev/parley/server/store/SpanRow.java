package dev.parley.server.store;

import dev.parley.server.model.Span;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.SpanFacts;
import dev.parley.server.trace.Standing;
import dev.parley.server.trace.Standings;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A span as the store keeps it: content is referred to, not held.
 *
 * @param span what was understood; its content, raw JSON and tool texts are replaced by what
 *     follows
 * @param facts what decides its standing
 * @param standing what it is within its trace; replaces the role and the ids of {@code span}
 * @param mark what is known of its usage apart from the trace, or null
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
    SpanFacts facts,
    Standing standing,
    @Nullable Mark mark,
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
    if (!facts.hasContent() && !(system.isEmpty() && input.isEmpty() && output.isEmpty())) {
      facts = facts.withContent();
    }
  }

  /** A span of whose trace nothing else is known. */
  public static SpanRow of(
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
    SpanFacts facts = SpanFacts.of(span);
    return new SpanRow(
        span,
        facts,
        Standings.alone(facts),
        Mark.of(span.kind(), span.call().role()),
        day,
        spanKind,
        resource,
        attributes,
        events,
        links,
        toolArguments,
        toolResult,
        system,
        input,
        output);
  }

  /** The same with other content. */
  public SpanRow with(List<UUID> newSystem, List<UUID> newInput, List<UUID> newOutput) {
    return new SpanRow(
        span,
        facts,
        standing,
        mark,
        day,
        spanKind,
        resource,
        attributes,
        events,
        links,
        toolArguments,
        toolResult,
        newSystem,
        newInput,
        newOutput);
  }

  /** The same within its trace. */
  public SpanRow with(@Nullable Mark newMark, Standing newStanding) {
    if (newMark == mark && newStanding.equals(standing)) {
      return this;
    }
    return new SpanRow(
        span,
        facts.with(newMark),
        newStanding,
        newMark,
        day,
        spanKind,
        resource,
        attributes,
        events,
        links,
        toolArguments,
        toolResult,
        system,
        input,
        output);
  }
}
