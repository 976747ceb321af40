package dev.parley.server.wire;

import dev.parley.server.wire.Traces.ResourceSpans;
import dev.parley.server.wire.Traces.ScopeSpans;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;

/** Takes over what OTLP's generated classes hold. */
public final class Generated {
  private Generated() {}

  static Traces traces(ExportTraceServiceRequest request) {
    return new Traces(
        request.getResourceSpansList().stream()
            .map(
                resource ->
                    new ResourceSpans(
                        attributes(resource.getResource().getAttributesList()),
                        resource.getScopeSpansList().stream()
                            .map(
                                scope ->
                                    new ScopeSpans(
                                        scope.getScope().getName(),
                                        scope.getScope().getVersion(),
                                        scope.getSpansList().stream()
                                            .map(Generated::span)
                                            .toList()))
                            .toList()))
            .toList());
  }

  public static WireSpan span(Span span) {
    return new WireSpan(
        span.getTraceId(),
        span.getSpanId(),
        span.getTraceState(),
        span.getParentSpanId(),
        span.getName(),
        span.getKindValue(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        attributes(span.getAttributesList()),
        span.getDroppedAttributesCount(),
        span.getEventsList().stream()
            .map(
                event ->
                    new WireSpan.Event(
                        event.getTimeUnixNano(),
                        event.getName(),
                        attributes(event.getAttributesList())))
            .toList(),
        span.getLinksList().stream()
            .map(
                link ->
                    new WireSpan.Link(
                        link.getTraceId(), link.getSpanId(), attributes(link.getAttributesList())))
            .toList(),
        span.getStatus().getCodeValue(),
        span.getStatus().getMessage());
  }

  public static List<Attribute> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .map(each -> Attribute.of(each.getKey(), value(each.getValue())))
        .toList();
  }

  public static Value value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> Value.of(value.getStringValue());
      case BOOL_VALUE -> Value.of(value.getBoolValue());
      case INT_VALUE -> Value.of(value.getIntValue());
      case DOUBLE_VALUE -> Value.of(value.getDoubleValue());
      case BYTES_VALUE -> Value.of(value.getBytesValue());
      case ARRAY_VALUE ->
          Value.ofList(
              value.getArrayValue().getValuesList().stream().map(Generated::value).toList());
      case KVLIST_VALUE -> Value.ofObject(attributes(value.getKvlistValue().getValuesList()));
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> Value.NOTHING;
    };
  }
}
