package dev.parley.server.ingest;

import dev.parley.server.model.Batch;
import dev.parley.server.model.Content;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Message;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Origin;
import dev.parley.server.model.Score;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Told;
import dev.parley.server.model.Tool;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentHash;
import dev.parley.server.store.ContentPacker;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Days;
import dev.parley.server.store.LogRow;
import dev.parley.server.store.PointRow;
import dev.parley.server.store.ScoreRow;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.ToldRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Splits one batch's records from their content, on the thread that brought it. Not thread-safe.
 */
final class Preparation {
  /**
   * The envelope of events and links: the array and each element stay, what is inside may be
   * replaced.
   */
  private static final int LIST_LEVELS = 2;

  private final Map<String, UUID> resources = new HashMap<>();
  private long characters;

  private Preparation() {}

  static Prepared prepare(Batch batch) {
    Preparation preparation = new Preparation();
    List<Prepared.PreparedSpan> spans = batch.spans().stream().map(preparation::span).toList();
    List<Prepared.PreparedLog> logs = batch.logs().stream().map(preparation::log).toList();
    List<Prepared.PreparedPoint> points = batch.points().stream().map(preparation::point).toList();
    List<ScoreRow> scores = batch.scores().stream().map(preparation::score).toList();
    return new Prepared(spans, logs, points, scores, preparation.characters);
  }

  private Prepared.PreparedSpan span(Span span) {
    int day = Days.of(span.startNanos());
    Map<UUID, ContentRow> messages = new LinkedHashMap<>();
    Content content = span.content();
    List<UUID> system = messages(day, content.system(), messages);
    List<UUID> input = messages(day, content.input(), messages);
    List<UUID> output = messages(day, content.output(), messages);
    ContentPacker packer = new ContentPacker(all(content));
    Tool tool = span.tool();
    SpanRow row =
        SpanRow.of(
            // Large texts keep the whole request in memory, and nobody asks the row for them.
            span.with(span.raw().withoutLargeTexts()),
            day,
            SpanKindGroup.of(span.kind(), span.raw().outline()),
            resource(span.origin()),
            packer.packAttributes(span.raw()),
            packer.packJson(span.raw().events(), LIST_LEVELS),
            packer.packJson(span.raw().links(), LIST_LEVELS),
            text(packer, tool == null ? null : tool.arguments()),
            text(packer, tool == null ? null : tool.result()),
            system,
            input,
            output);
    List<ContentRow> contents = new ArrayList<>(messages.values());
    contents.addAll(blobs(day, packer));
    contents.add(resourceRow(day, row.resource(), span.origin()));
    characters += row.attributes().length() + row.events().length();
    return new Prepared.PreparedSpan(row, weighed(contents));
  }

  private Prepared.PreparedLog log(LogRecord log) {
    int day = Days.of(log.timeNanos());
    Map<UUID, ContentRow> messages = new LinkedHashMap<>();
    ToldRow told = told(day, log, messages);
    ContentPacker packer =
        new ContentPacker(log.told() == null ? List.of() : all(log.told().content()));
    UUID resource = resource(log.origin());
    UUID fingerprint =
        fingerprint(
            log.origin(),
            log.traceId(),
            log.spanId(),
            log.timeNanos(),
            log.observedNanos(),
            log.severity(),
            log.eventName(),
            log.body(),
            log.attributes());
    LogRow row =
        new LogRow(
            log,
            new Address(Address.Table.LOGS, day, fingerprint),
            resource,
            packer.packJson(log.body(), 0),
            packer.packJson(log.attributes(), 1),
            told);
    List<ContentRow> contents = new ArrayList<>(messages.values());
    contents.addAll(blobs(day, packer));
    contents.add(resourceRow(day, resource, log.origin()));
    characters += row.body().length() + row.attributes().length();
    return new Prepared.PreparedLog(row, weighed(contents));
  }

  private static @Nullable ToldRow told(int day, LogRecord log, Map<UUID, ContentRow> messages) {
    Told told = log.told();
    if (told == null || log.traceId() == null || log.spanId() == null) {
      return null;
    }
    return new ToldRow(
        new SpanKey(log.traceId(), log.spanId()),
        day,
        log.timeNanos(),
        log.observedNanos(),
        Long.MAX_VALUE,
        told.whole(),
        messages(day, told.content().system(), messages),
        messages(day, told.content().input(), messages),
        messages(day, told.content().output(), messages));
  }

  private Prepared.PreparedPoint point(MetricPoint point) {
    int day = Days.of(point.timeNanos());
    UUID fingerprint =
        fingerprint(
            point.origin(),
            point.name(),
            point.type(),
            point.unit(),
            point.description(),
            point.delta(),
            point.monotonic(),
            point.attributes(),
            point.startNanos(),
            point.timeNanos(),
            point.value(),
            point.data());
    UUID resource = resource(point.origin());
    characters += point.attributes().length() + point.data().length() + 100;
    return new Prepared.PreparedPoint(
        new PointRow(point, new Address(Address.Table.METRIC_POINTS, day, fingerprint), resource),
        List.of(resourceRow(day, resource, point.origin())));
  }

  private ScoreRow score(Score score) {
    StringBuilder whole = new StringBuilder();
    Score.About about = score.about();
    List<@Nullable Object> parts =
        Arrays.asList(
            score.id(),
            score.timeNanos(),
            score.name(),
            score.value(),
            score.label(),
            score.explanation(),
            score.source(),
            score.evaluator(),
            about.traceId(),
            about.spanId(),
            about.conversationId(),
            about.turn(),
            about.responseId());
    parts.forEach(part -> add(whole, part));
    characters += whole.length();
    return new ScoreRow(
        score,
        new Address(
            Address.Table.SCORES, Days.of(score.timeNanos()), ContentHash.of(whole.toString())));
  }

  private static List<UUID> messages(int day, List<Message> messages, Map<UUID, ContentRow> rows) {
    if (messages.isEmpty()) {
      return List.of();
    }
    List<UUID> hashes = new ArrayList<>(messages.size());
    for (Message message : messages) {
      UUID hash = message.hash();
      hashes.add(hash);
      rows.computeIfAbsent(
          hash,
          h ->
              new ContentRow(
                  new Address(Address.Table.MESSAGES, day, h), message.json(), role(message)));
    }
    return hashes;
  }

  private static @Nullable String role(Message message) {
    String role = message.role();
    return role == null ? TopLevel.string(message.json(), "role") : role;
  }

  private static Collection<Message> all(Content content) {
    return content.isEmpty()
        ? List.of()
        : Stream.of(content.system(), content.input(), content.output())
            .flatMap(List::stream)
            .toList();
  }

  private static List<ContentRow> blobs(int day, ContentPacker packer) {
    List<ContentRow> rows = new ArrayList<>();
    packer
        .blobs()
        .forEach(
            (hash, text) ->
                rows.add(new ContentRow(new Address(Address.Table.BLOBS, day, hash), text, null)));
    return rows;
  }

  private static @Nullable String text(ContentPacker packer, @Nullable String text) {
    return text == null ? null : packer.packText(text);
  }

  private UUID resource(Origin origin) {
    return resources.computeIfAbsent(origin.resource(), ContentHash::of);
  }

  private static ContentRow resourceRow(int day, UUID hash, Origin origin) {
    return new ContentRow(new Address(Address.Table.RESOURCES, day, hash), origin.resource(), null);
  }

  private List<ContentRow> weighed(List<ContentRow> contents) {
    for (ContentRow content : contents) {
      characters += content.text().length();
    }
    return contents;
  }

  /** Each part with its length before it, so that no two lists of parts read the same. */
  private static UUID fingerprint(Origin origin, @Nullable Object... parts) {
    StringBuilder whole = new StringBuilder();
    add(whole, origin.service());
    add(whole, origin.environment());
    add(whole, origin.resource());
    add(whole, origin.scopeName());
    add(whole, origin.scopeVersion());
    for (Object part : parts) {
      add(whole, part);
    }
    return ContentHash.of(whole.toString());
  }

  private static void add(StringBuilder whole, @Nullable Object part) {
    if (part == null) {
      whole.append("-;");
    } else {
      String text = part.toString();
      whole.append(text.length()).append(':').append(text);
    }
  }
}
