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
      Origin origin,
      Attributes resource,
      io.opentelemetry.proto.trace.v1.Span span,
      Rejections rejections) {
    String traceId = Ids.hex(span.getTraceId(), 16);
    String spanId = Ids.hex(span.getSpanId(), 8);
    if (traceId == null) {
      rejections.add(Ids.why("trace id", span.getTraceId(), 16));
      return null;
    }
    if (spanId == null) {
      rejections.add(Ids.why("span id", span.getSpanId(), 8));
      return null;
    }
    long end = span.getEndTimeUnixNano();
    long start = span.getStartTimeUnixNano() == 0 ? end : span.getStartTimeUnixNano();
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
      SpanKey key,
      Origin origin,
      Attributes resource,
      io.opentelemetry.proto.trace.v1.Span span,
      long start,
      long duration) {
    Attributes attributes = new Attributes(span.getAttributesList());
    Sent sent =
        new Sent(
            origin.scopeName(), span.getName(), start, resource, attributes, span.getEventsList());
    Vocabularies.open(sent);
    Dialect dialect = Vocabularies.recognise(sent);
    Vocabulary vocabulary = Vocabularies.of(dialect);
    Reader reader = new Reader(attributes, dialect);
    Kind shadow = Vocabularies.firstKind(each -> each.shadow(sent));
    Kind kind = shadow == null ? Kinds.of(sent) : shadow;
    Said said = shadow == null ? ContentReader.read(sent, dialect, kind) : new Said();
    return new Span(
        key,
        Ids.hex(span.getParentSpanId(), 8),
        origin,
        dialect,
        span.getName(),
        kind(span.getKindValue()),
        kind,
        reader.text(Field.OPERATION),
        start,
        duration,
        status(span.getStatus().getCodeValue()),
        Failures.read(reader, sent, vocabulary, span.getStatus()),
        Identities.read(reader, sent, vocabulary, kind),
        new Calls(reader, sent, vocabulary, kind, duration).read(said),
        Tools.read(reader, sent, vocabulary, kind),
        said.content(),
        raw(span));
  }

  private static Span plain(
      SpanKey key,
      Origin origin,
      io.opentelemetry.proto.trace.v1.Span span,
      long start,
      long duration) {
    Status status = status(span.getStatus().getCodeValue());
    return new Span(
        key,
        Ids.hex(span.getParentSpanId(), 8),
        origin,
        Dialect.NONE,
        span.getName(),
        kind(span.getKindValue()),
        Kind.OTHER,
        null,
        start,
        duration,
        status,
        status == Status.ERROR ? new Failure("_OTHER", span.getStatus().getMessage()) : null,
        Identity.NONE,
        Call.NONE,
        null,
        Content.NONE,
        raw(span));
  }

  private static OtelKind kind(int number) {
    OtelKind[] kinds = OtelKind.values();
    return number >= 0 && number < kinds.length ? kinds[number] : OtelKind.UNSPECIFIED;
  }

  private static Status status(int number) {
    Status[] statuses = Status.values();
    return number >= 0 && number < statuses.length ? statuses[number] : Status.UNSET;
  }

  private static Raw raw(io.opentelemetry.proto.trace.v1.Span span) {
    return new Raw(
        RawJson.object(span.getAttributesList()),
        events(span.getEventsList()),
        links(span.getLinksList()),
        span.getTraceState(),
        Math.max(0, span.getDroppedAttributesCount()));
  }

  private static String events(List<io.opentelemetry.proto.trace.v1.Span.Event> events) {
    if (events.isEmpty()) {
      return "[]";
    }
    return Json.write(
        out -> {
          out.writeStartArray();
          for (var event : events) {
            out.writeStartObject();
            out.writeStringField("name", event.getName());
            out.writeNumberField("timeUnixNano", event.getTimeUnixNano());
            out.writeFieldName("attributes");
            RawJson.writeObject(event.getAttributesList(), out);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private static String links(List<io.opentelemetry.proto.trace.v1.Span.Link> links) {
    if (links.isEmpty()) {
      return "[]";
    }
    return Json.write(
        out -> {
          out.writeStartArray();
          for (var link : links) {
            out.writeStartObject();
            out.writeStringField("traceId", orEmpty(Ids.hex(link.getTraceId(), 16)));
            out.writeStringField("spanId", orEmpty(Ids.hex(link.getSpanId(), 8)));
            out.writeFieldName("attributes");
            RawJson.writeObject(link.getAttributesList(), out);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private static String orEmpty(@Nullable String id) {
    return id == null ? "" : id;
  }
}
