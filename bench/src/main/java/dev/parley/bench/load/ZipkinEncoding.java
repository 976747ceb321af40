package dev.parley.bench.load;

import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Spans as Zipkin's ListOfSpans (zipkin.proto of zipkin-api 1.0), attributes as tags. */
final class ZipkinEncoding {
  private ZipkinEncoding() {}

  static byte[] encode(ExportTraceServiceRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    CodedOutputStream list = CodedOutputStream.newInstance(bytes);
    try {
      for (ResourceSpans resource : request.getResourceSpansList()) {
        String service = resource.getResource().getAttributes(0).getValue().getStringValue();
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            list.writeByteArray(1, span(span, service));
          }
        }
      }
      list.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] span(Span span, String service) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(1, span.getTraceId());
    if (!span.getParentSpanId().isEmpty()) {
      out.writeBytes(2, span.getParentSpanId());
    }
    out.writeBytes(3, span.getSpanId());
    switch (span.getKind()) {
      case SPAN_KIND_CLIENT -> out.writeEnum(4, 1);
      case SPAN_KIND_SERVER -> out.writeEnum(4, 2);
      default -> {}
    }
    out.writeString(5, span.getName());
    out.writeFixed64(6, span.getStartTimeUnixNano() / 1000);
    out.writeUInt64(7, (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1000);
    out.writeByteArray(8, entry(service, null));
    for (KeyValue attribute : span.getAttributesList()) {
      String value =
          attribute.getValue().hasIntValue()
              ? Long.toString(attribute.getValue().getIntValue())
              : attribute.getValue().getStringValue();
      out.writeByteArray(11, entry(attribute.getKey(), value));
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] entry(String first, @Nullable String second) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(1, first);
    if (second != null) {
      out.writeString(2, second);
    }
    out.flush();
    return bytes.toByteArray();
  }
}
