package dev.parley.server.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.parley.server.redact.Redaction;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Redacts every text of a request: names of spans, values of attributes, bodies, messages of
 * failures. What the sender's program calls things stays: keys of attributes, names and units of
 * metrics, addresses of schemas. The keys of maps inside values are a part of the value.
 */
@SuppressWarnings("ReferenceEquality") // What is unchanged is the same object.
final class RedactedMessage {
  private static final Set<String> KEPT =
      Set.of(
          "opentelemetry.proto.metrics.v1.Metric.name",
          "opentelemetry.proto.metrics.v1.Metric.unit");

  private final UnaryOperator<String> redaction;

  private RedactedMessage(UnaryOperator<String> redaction) {
    this.redaction = redaction;
  }

  /** The same message when there is nothing to take out. */
  static Message of(Message message, Redaction redaction, String project) {
    return redaction.isOn()
        ? new RedactedMessage(text -> redaction.apply(project, text)).message(message)
        : message;
  }

  private Message message(Message message) {
    // Most of a request by far, and without reflection ten times as fast.
    if (message instanceof KeyValue pair) {
      return pair(pair);
    }
    if (message instanceof AnyValue value) {
      return value(value);
    }
    Message.Builder changed = null;
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      Object before = field.getValue();
      Object after = field(field.getKey(), before);
      if (after != before) {
        changed = changed == null ? message.toBuilder() : changed;
        changed.setField(field.getKey(), after);
      }
    }
    return changed == null ? message : changed.build();
  }

  private Object field(FieldDescriptor field, Object value) {
    boolean text =
        field.getJavaType() == FieldDescriptor.JavaType.STRING
            && !KEPT.contains(field.getFullName())
            && !field.getName().equals("schema_url");
    if (!text && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return value;
    }
    return field.isRepeated() ? each((List<?>) value, this::one) : one(value);
  }

  private Object one(Object value) {
    return value instanceof Message message ? message(message) : redaction.apply((String) value);
  }

  /** The same list when nothing in it changes. */
  private static <T> List<? extends T> each(List<? extends T> before, UnaryOperator<T> redacted) {
    List<T> after = new ArrayList<>(before.size());
    boolean same = true;
    for (T each : before) {
      T now = redacted.apply(each);
      same &= now == each;
      after.add(now);
    }
    return same ? before : after;
  }

  private KeyValue pair(KeyValue pair) {
    AnyValue after = value(pair.getValue());
    return after == pair.getValue() ? pair : pair.toBuilder().setValue(after).build();
  }

  private KeyValue member(KeyValue member) {
    KeyValue after = pair(member);
    String key = redaction.apply(member.getKey());
    return key.equals(member.getKey()) ? after : after.toBuilder().setKey(key).build();
  }

  /** The same value when nothing in it changes. */
  private AnyValue value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> {
        String after = redaction.apply(value.getStringValue());
        yield after.equals(value.getStringValue()) ? value : text(after);
      }
      case INT_VALUE -> number(value, value.getIntValue());
      case DOUBLE_VALUE -> {
        long whole = (long) value.getDoubleValue();
        yield whole == value.getDoubleValue() ? number(value, whole) : value;
      }
      case BYTES_VALUE -> bytes(value);
      case ARRAY_VALUE -> {
        List<AnyValue> before = value.getArrayValue().getValuesList();
        List<? extends AnyValue> after = each(before, this::value);
        yield after == before ? value : array(after);
      }
      case KVLIST_VALUE -> {
        List<KeyValue> before = value.getKvlistValue().getValuesList();
        List<? extends KeyValue> after = each(before, this::member);
        yield after == before ? value : map(after);
      }
      default -> value;
    };
  }

  /** A number that is redacted becomes a text. */
  private AnyValue number(AnyValue value, long number) {
    String before = Long.toString(number);
    String after = redaction.apply(before);
    return after.equals(before) ? value : text(after);
  }

  private AnyValue bytes(AnyValue value) {
    ByteString bytes = value.getBytesValue();
    // Latin-1 has a character for each byte, so that what is no text comes back as it was.
    var charset = bytes.isValidUtf8() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String before = bytes.toString(charset);
    String after = redaction.apply(before);
    return after.equals(before)
        ? value
        : AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(after, charset)).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue array(List<? extends AnyValue> values) {
    AnyValue.Builder array = AnyValue.newBuilder();
    array.getArrayValueBuilder().addAllValues(values);
    return array.build();
  }

  private static AnyValue map(List<? extends KeyValue> members) {
    AnyValue.Builder map = AnyValue.newBuilder();
    map.getKvlistValueBuilder().addAllValues(members);
    return map.build();
  }
}
