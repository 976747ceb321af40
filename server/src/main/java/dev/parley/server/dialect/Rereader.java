package dev.parley.server.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.parley.server.model.Raw;
import dev.parley.server.model.SentSpan;
import dev.parley.server.model.Span;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import org.jspecify.annotations.Nullable;

/** Maps stored spans once more, from what was sent. */
public final class Rereader {
  private Rereader() {}

  /**
   * What the present mapping makes of a span; its raw JSON is that of {@code sent}. Null where what
   * is stored can't be read.
   */
  public static @Nullable Span span(SentSpan sent) {
    try {
      return map(sent);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static @Nullable Span map(SentSpan sent) throws JsonProcessingException {
    Origins origins =
        new Origins(
            Resource.newBuilder()
                .addAllAttributes(RawReader.attributes(Json.MAPPER.readTree(sent.resource())))
                .build());
    InstrumentationScope scope =
        InstrumentationScope.newBuilder()
            .setName(sent.scopeName())
            .setVersion(sent.scopeVersion())
            .build();
    Span read =
        SpanMapper.map(origins.in(scope), origins.attributes(), proto(sent), new Rejections());
    return read == null ? null : with(read, sent.raw());
  }

  private static io.opentelemetry.proto.trace.v1.Span proto(SentSpan sent)
      throws JsonProcessingException {
    Status.Builder status =
        Status.newBuilder().setCode(StatusCode.valueOf("STATUS_CODE_" + sent.status()));
    if (sent.statusMessage() != null) {
      status.setMessage(sent.statusMessage());
    }
    var proto =
        io.opentelemetry.proto.trace.v1.Span.newBuilder()
            .setTraceId(ByteString.fromHex(sent.key().traceId()))
            .setSpanId(ByteString.fromHex(sent.key().spanId()))
            .setName(sent.name())
            .setKind(SpanKind.valueOf("SPAN_KIND_" + sent.otelKind()))
            .setStartTimeUnixNano(sent.startNanos())
            .setEndTimeUnixNano(sent.startNanos() + sent.durationNanos())
            .setStatus(status)
            .addAllAttributes(RawReader.attributes(Json.MAPPER.readTree(sent.raw().attributes())));
    if (sent.parentSpanId() != null) {
      proto.setParentSpanId(ByteString.fromHex(sent.parentSpanId()));
    }
    for (JsonNode event : Json.MAPPER.readTree(sent.raw().events())) {
      proto.addEvents(
          io.opentelemetry.proto.trace.v1.Span.Event.newBuilder()
              .setName(event.path("name").asText(""))
              .setTimeUnixNano(event.path("timeUnixNano").asLong())
              .addAllAttributes(RawReader.attributes(event.path("attributes"))));
    }
    return proto.build();
  }

  private static Span with(Span span, Raw raw) {
    return new Span(
        span.key(),
        span.parentSpanId(),
        span.origin(),
        span.dialect(),
        span.name(),
        span.otelKind(),
        span.kind(),
        span.operation(),
        span.startNanos(),
        span.durationNanos(),
        span.status(),
        span.failure(),
        span.identity(),
        span.call(),
        span.tool(),
        span.content(),
        raw);
  }
}
