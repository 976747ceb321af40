package dev.parley.server.dialect;

import dev.parley.server.model.Call;
import dev.parley.server.model.Content;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Failure;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Origin;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.Raw;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.wire.WireSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps one OTLP span to the canonical one. */
final class SpanMapper {
  private static final Logger log = LoggerFactory.getLogger(SpanMapper.class);

  private SpanMapper() {}

  /**
   * Null when the span has no usable identity or time; the reason is then in {@code rejections}.
   */
  static @Nullable Span map(
      Origin origin, Attributes resource, WireSpan span, Rejections rejections) {
    String traceId = Ids.hex(span.traceId(), 16);
    String spanId = Ids.hex(span.spanId(), 8);
    if (traceId == null) {
      rejections.add(Ids.why("trace id", span.traceId(), 16));
      return null;
    }
    if (spanId == null) {
      rejections.add(Ids.why("span id", span.spanId(), 8));
      return null;
    }
    long end = span.endNanos();
    long start = span.startNanos() == 0 ? end : span.startNanos();
    if (start <= 0 || end < 0) {
      rejections.add(
          "start time: missing or after the year 2262 (expected: nanoseconds since 1970)");
      return null;
    }
    long duration = Math.max(0, end - start);
    SpanKey key = new SpanKey(traceId, spanId);
    try {
      return understood(key, origin, resource, span, start, duration);
    } catch (RuntimeException e) {
      // Whatever an emitter invents that we stumble over: the span is stored, if not understood.
      log.warn(
          "A span of scope {} was not understood and is stored as it is", origin.scopeName(), e);
      return plain(key, origin, span, start, duration);
    }
  }

  private static Span understood(
      SpanKey key, Origin origin, Attributes resource, WireSpan span, long start, long duration) {
    Shape shape =
        Shape.of(origin.scopeName(), span.name(), span.attributes(), !span.events().isEmpty());
    Attributes attributes = new Attributes(shape, span.attributes());
    Sent sent =
        new Sent(origin.scopeName(), span.name(), start, resource, attributes, span.events());
    Vocabularies.open(sent);
    Dialect dialect = Vocabularies.recognise(sent);
    Vocabulary vocabulary = Vocabularies.of(dialect);
    Reader reader = new Reader(attributes, dialect);
    Kind shadow = Vocabularies.shadow(sent);
    Kind kind = shadow == null ? Kinds.of(sent) : shadow;
    Said said = shadow == null ? ContentReader.read(sent, dialect, kind) : new Said();
    return new Span(
        key,
        Ids.hex(span.parentSpanId(), 8),
        origin,
        dialect,
        span.name(),
        kind(span.kind()),
        kind,
        reader.text(Field.OPERATION),
        start,
        duration,
        status(span.statusCode()),
        Failures.read(reader, sent, vocabulary, span),
        Identities.read(reader, sent, vocabulary, kind),
        new Calls(reader, sent, vocabulary, kind, duration).read(said),
        Tools.read(reader, sent, vocabulary, kind),
        said.content(),
        raw(span, said));
  }

  private static Span plain(SpanKey key, Origin origin, WireSpan span, long start, long duration) {
    Status status = status(span.statusCode());
    return new Span(
        key,
        Ids.hex(span.parentSpanId(), 8),
        origin,
        Dialect.NONE,
        span.name(),
        kind(span.kind()),
        Kind.OTHER,
        null,
        start,
        duration,
        status,
        status == Status.ERROR ? new Failure("_OTHER", span.statusMessage()) : null,
        Identity.NONE,
        Call.NONE,
        null,
        Content.NONE,
        raw(span, new Said()));
  }

  private static OtelKind kind(int number) {
    OtelKind[] kinds = OtelKind.values();
    return number >= 0 && number < kinds.length ? kinds[number] : OtelKind.UNSPECIFIED;
  }

  private static Status status(int number) {
    Status[] statuses = Status.values();
    return number >= 0 && number < statuses.length ? statuses[number] : Status.UNSET;
  }

  private static Raw raw(WireSpan span, Said said) {
    RawAttributes attributes = RawAttributes.write(span.attributes(), said);
    return new Raw(
        attributes.outline(),
        attributes.largeTexts(),
        events(span.events()),
        links(span.links()),
        span.traceState(),
        Math.max(0, span.droppedAttributes()));
  }

  private static String events(List<WireSpan.Event> events) {
    if (events.isEmpty()) {
      return "[]";
    }
    JsonText out = JsonText.open().raw('[');
    for (int i = 0; i < events.size(); i++) {
      WireSpan.Event event = events.get(i);
      out.raw(i == 0 ? "{\"name\":" : ",{\"name\":")
          .string(event.name())
          .raw(",\"timeUnixNano\":")
          .number(event.timeNanos())
          .raw(",\"attributes\":");
      RawJson.writeObject(event.attributes(), out);
      out.raw('}');
    }
    return out.raw(']').close();
  }

  private static String links(List<WireSpan.Link> links) {
    if (links.isEmpty()) {
      return "[]";
    }
    JsonText out = JsonText.open().raw('[');
    for (int i = 0; i < links.size(); i++) {
      WireSpan.Link link = links.get(i);
      out.raw(i == 0 ? "{\"traceId\":" : ",{\"traceId\":")
          .string(orEmpty(Ids.hex(link.traceId(), 16)))
          .raw(",\"spanId\":")
          .string(orEmpty(Ids.hex(link.spanId(), 8)))
          .raw(",\"attributes\":");
      RawJson.writeObject(link.attributes(), out);
      out.raw('}');
    }
    return out.raw(']').close();
  }

  private static String orEmpty(@Nullable String id) {
    return id == null ? "" : id;
  }
}
