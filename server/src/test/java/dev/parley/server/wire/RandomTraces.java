package dev.parley.server.wire;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests of any shape that OTLP allows. */
final class RandomTraces {
  private static final String[] WORDS = {
    "",
    "gen_ai.operation.name",
    "chat",
    "a.0.b",
    "ключ",
    "日本語",
    "\uD83D\uDE00 smile",
    "\0",
    "\"\\\n"
  };

  private final Random random;

  RandomTraces(long seed) {
    this.random = new Random(seed);
  }

  ExportTraceServiceRequest request() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      ResourceSpans.Builder resource = ResourceSpans.newBuilder();
      if (random.nextBoolean()) {
        Resource.Builder own = Resource.newBuilder().setDroppedAttributesCount(small());
        attributes().forEach(own::addAttributes);
        resource.setResource(own).setSchemaUrl(text());
      }
      for (int j = random.nextInt(3); j > 0; j--) {
        resource.addScopeSpans(scope());
      }
      request.addResourceSpans(resource);
    }
    return request.build();
  }

  private ScopeSpans scope() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    if (random.nextBoolean()) {
      InstrumentationScope.Builder own =
          InstrumentationScope.newBuilder().setName(text()).setVersion(text());
      attributes().forEach(own::addAttributes);
      scope.setScope(own.setDroppedAttributesCount(small())).setSchemaUrl(text());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      scope.addSpans(span());
    }
    return scope.build();
  }

  private Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setName(text())
            .setKindValue(random.nextInt(8) - 1)
            .setStartTimeUnixNano(random.nextLong())
            .setEndTimeUnixNano(random.nextLong())
            .setDroppedAttributesCount(random.nextInt())
            .setDroppedEventsCount(small())
            .setDroppedLinksCount(small())
            .setFlags(random.nextInt());
    if (random.nextBoolean()) {
      span.setParentSpanId(bytes(random.nextInt(12))).setTraceState(text());
    }
    attributes().forEach(span::addAttributes);
    for (int i = random.nextInt(3); i > 0; i--) {
      Span.Event.Builder event =
          Span.Event.newBuilder().setTimeUnixNano(random.nextLong()).setName(text());
      attributes().forEach(event::addAttributes);
      span.addEvents(event.setDroppedAttributesCount(small()));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Span.Link.Builder link =
          Span.Link.newBuilder().setTraceId(bytes(16)).setSpanId(bytes(8)).setTraceState(text());
      attributes().forEach(link::addAttributes);
      span.addLinks(link.setFlags(random.nextInt()));
    }
    if (random.nextBoolean()) {
      span.setStatus(Status.newBuilder().setCodeValue(random.nextInt(5) - 1).setMessage(text()));
    }
    return span.build();
  }

  private List<KeyValue> attributes() {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      attributes.add(attribute(0));
    }
    return attributes;
  }

  private KeyValue attribute(int depth) {
    KeyValue.Builder attribute = KeyValue.newBuilder().setKey(text());
    return random.nextInt(10) == 0 ? attribute.build() : attribute.setValue(value(depth)).build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(depth > 5 ? 6 : 8)) {
      case 0 -> value.setBoolValue(random.nextBoolean());
      case 1 -> value.setIntValue(random.nextBoolean() ? random.nextLong() : small());
      case 2 -> value.setDoubleValue(random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian());
      case 3 -> value.setBytesValue(bytes(random.nextInt(20)));
      case 4 -> value.setStringValue(text().repeat(random.nextInt(40)));
      case 5 -> value.setStringValue(text());
      case 6 -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.addValues(value(depth + 1));
        }
        value.setArrayValue(array);
      }
      default -> {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.addValues(attribute(depth + 1));
        }
        value.setKvlistValue(list);
      }
    }
    return value.build();
  }

  private String text() {
    return random.nextInt(4) == 0
        ? Long.toHexString(random.nextLong())
        : WORDS[random.nextInt(WORDS.length)];
  }

  private int small() {
    return random.nextInt(300);
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
