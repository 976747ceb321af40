package dev.parley.server.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.ByteString;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.SentSpan;
import dev.parley.server.model.Span;
import dev.parley.server.model.Status;
import dev.parley.server.wire.WireSpan;
import java.util.List;
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
    Origins origins = new Origins(RawReader.attributes(Json.MAPPER.readTree(sent.resource())));
    Span read =
        SpanMapper.map(
            origins.in(sent.scopeName(), sent.scopeVersion()),
            origins.attributes(),
            wire(sent),
            new Rejections());
    return read == null ? null : read.with(sent.raw());
  }

  private static WireSpan wire(SentSpan sent) throws JsonProcessingException {
    return new WireSpan(
        ByteString.fromHex(sent.key().traceId()),
        ByteString.fromHex(sent.key().spanId()),
        "",
        sent.parentSpanId() == null ? ByteString.EMPTY : ByteString.fromHex(sent.parentSpanId()),
        sent.name(),
        List.of(OtelKind.values()).indexOf(sent.otelKind()),
        sent.startNanos(),
        sent.startNanos() + sent.durationNanos(),
        RawReader.attributes(Json.MAPPER.readTree(sent.raw().attributes())),
        0,
        RawReader.events(Json.MAPPER.readTree(sent.raw().events())),
        List.of(),
        List.of(Status.values()).indexOf(sent.status()),
        sent.statusMessage() == null ? "" : sent.statusMessage());
  }
}
