package dev.parley.server.dialect;

import com.google.protobuf.ByteString;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Message;
import dev.parley.server.model.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;

/** Writes a span the way an emitter would and maps it. */
final class Fixture {
  private final io.opentelemetry.proto.trace.v1.Span.Builder span =
      io.opentelemetry.proto.trace.v1.Span.newBuilder()
          .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
          .setSpanId(ByteString.fromHex("eee19b7ec3c1b174"))
          .setStartTimeUnixNano(1_000_000_000L)
          .setEndTimeUnixNano(3_000_000_000L);
  private String scope = "";

  static Fixture span(String name, Object... attributes) {
    Fixture fixture = new Fixture();
    fixture.span.setName(name).addAllAttributes(attributes(attributes));
    return fixture;
  }

  Fixture scope(String name) {
    scope = name;
    return this;
  }

  Fixture event(String name, Object... attributes) {
    span.addEvents(
        io.opentelemetry.proto.trace.v1.Span.Event.newBuilder()
            .setName(name)
            .setTimeUnixNano(2_000_000_000L)
            .addAllAttributes(attributes(attributes)));
    return this;
  }

  Fixture error(String message) {
    span.setStatus(
        Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(message));
    return this;
  }

  Fixture ok() {
    span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK));
    return this;
  }

  Fixture times(long start, long end) {
    span.setStartTimeUnixNano(start).setEndTimeUnixNano(end);
    return this;
  }

  Span map() {
    return batch().spans().get(0);
  }

  Batch batch() {
    Translation translation =
        Translator.spans(
            ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(
                    ResourceSpans.newBuilder()
                        .addScopeSpans(
                            ScopeSpans.newBuilder()
                                .setScope(InstrumentationScope.newBuilder().setName(scope))
                                .addSpans(span)))
                .build());
    return translation.batch();
  }

  static List<String> json(List<Message> messages) {
    return messages.stream().map(Message::json).toList();
  }

  static List<KeyValue> attributes(Object... keysAndValues) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.add(
          KeyValue.newBuilder()
              .setKey((String) keysAndValues[i])
              .setValue(value(keysAndValues[i + 1]))
              .build());
    }
    return attributes;
  }

  /** A structured value. */
  static AnyValue map(Object... keysAndValues) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(attributes(keysAndValues)))
        .build();
  }

  static AnyValue value(Object value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    if (value instanceof AnyValue ready) {
      return ready;
    } else if (value instanceof Integer || value instanceof Long) {
      any.setIntValue(((Number) value).longValue());
    } else if (value instanceof Double number) {
      any.setDoubleValue(number);
    } else if (value instanceof Boolean bool) {
      any.setBoolValue(bool);
    } else if (value instanceof List<?> list) {
      ArrayValue.Builder array = ArrayValue.newBuilder();
      list.forEach(each -> array.addValues(value(each)));
      any.setArrayValue(array);
    } else {
      any.setStringValue((String) value);
    }
    return any.build();
  }
}
