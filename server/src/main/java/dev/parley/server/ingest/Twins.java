package dev.parley.server.ingest;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.TraceSpan;
import dev.parley.server.store.Twin;
import dev.parley.server.trace.SpanFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls and runs of tools that a coding agent told of twice, as a span and as a log record,
 * often in two traces: same session and same id of the request or of the tool call. The span beats
 * the log, whichever came first.
 */
final class Twins {
  private static final String SOURCE = "parley.span.source";
  private static final Set<Dialect> DIALECTS =
      Set.of(Dialect.CLAUDE_CODE, Dialect.CODEX, Dialect.GEMINI_CLI);

  /** A record is exported long before this much time has passed. */
  private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(1);

  /**
   * What is outranked.
   *
   * @param arrived of the spans that arrive
   * @param stored of those stored before
   */
  record Outranked(Set<SpanKey> arrived, List<TraceSpan> stored) {}

  private record Event(String session, boolean tool, String id) {
    static @Nullable Event of(
        Dialect dialect,
        Kind kind,
        @Nullable String session,
        @Nullable String responseId,
        @Nullable String toolCallId) {
      if (session == null || !DIALECTS.contains(dialect)) {
        return null;
      }
      boolean tool = kind == Kind.TOOL_CALL;
      String id = tool ? toolCallId : kind.asksModel() ? responseId : null;
      return id == null ? null : new Event(session, tool, id);
    }
  }

  private Twins() {}

  static Outranked find(SpanStore store, String project, List<SpanRow> rows) {
    Map<Event, List<SpanKey>> fromLogs = new HashMap<>();
    Set<Event> fromSpans = new HashSet<>();
    Set<String> responses = new LinkedHashSet<>();
    Set<String> tools = new LinkedHashSet<>();
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (SpanRow row : rows) {
      Span span = row.span();
      Event event = event(span);
      if (event == null) {
        continue;
      }
      if (isFromLog(span)) {
        fromLogs.computeIfAbsent(event, key -> new ArrayList<>()).add(span.key());
      } else {
        fromSpans.add(event);
      }
      (event.tool() ? tools : responses).add(event.id());
      from = Math.min(from, span.startNanos());
      to = Math.max(to, span.startNanos());
    }
    if (responses.isEmpty() && tools.isEmpty()) {
      return new Outranked(Set.of(), List.of());
    }
    List<TraceSpan> stored = new ArrayList<>();
    Set<Event> storedSpans = new HashSet<>();
    Window starts = Window.around(from, to, LONGEST_NANOS);
    Set<SpanKey> own = new HashSet<>();
    rows.forEach(row -> own.add(row.span().key()));
    for (Twin twin : store.twins(project, responses, tools, starts.fromNanos(), starts.toNanos())) {
      if (own.contains(twin.span().key())) {
        // What is stored of a span that is mapped once more is no other span.
        continue;
      }
      Event event = event(twin);
      if (event != null && !twin.fromLog()) {
        storedSpans.add(event);
      } else if (event != null && fromSpans.contains(event)) {
        stored.add(twin.span());
      }
    }
    Set<SpanKey> arrived = new HashSet<>();
    fromLogs.forEach(
        (event, keys) -> {
          if (fromSpans.contains(event) || storedSpans.contains(event)) {
            arrived.addAll(keys);
          }
        });
    return new Outranked(arrived, stored);
  }

  private static @Nullable Event event(Span span) {
    return Event.of(
        span.dialect(),
        span.kind(),
        span.identity().conversationId(),
        span.call().responseId(),
        span.tool() == null ? null : span.tool().callId());
  }

  private static @Nullable Event event(Twin twin) {
    SpanFacts facts = twin.span().facts();
    return Event.of(
        twin.dialect(),
        facts.kind(),
        facts.conversationId(),
        facts.responseId(),
        facts.toolCallId());
  }

  private static boolean isFromLog(Span span) {
    String attributes = span.raw().outline();
    return attributes.contains(SOURCE) && "log".equals(TopLevel.string(attributes, SOURCE));
  }
}
