package dev.parley.server.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads OTLP/JSON, which is protobuf's JSON with differences: ids are hexadecimal, enums are
 * numbers, and keys that nobody knows are skipped.
 */
final class OtlpJson {
  /** An AnyValue inside lists of key-values takes four brackets a level. */
  private static final int MAX_DEPTH = 64 * 4 + 32;

  private static final Set<String> HEX_FIELDS = Set.of("trace_id", "span_id", "parent_span_id");
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE - 16)
                  .build())
          .build();

  private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS =
      new ConcurrentHashMap<>();

  private OtlpJson() {}

  /**
   * @throws IOException if the body is no JSON, or a value is not of its field's type
   */
  static Message read(byte[] body, Signal signal) throws IOException {
    // Decoding replaces what is not UTF-8; Jackson's byte reader would refuse the whole batch.
    String text = new String(body, StandardCharsets.UTF_8);
    try (JsonParser in = FACTORY.createParser(text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("expected a JSON object with \"" + signal.jsonKey + "\"");
      }
      Message.Builder request = signal.request();
      message(in, request, signal);
      if (in.nextToken() != null) {
        throw new IOException("unexpected text after the JSON object");
      }
      return request.build();
    }
  }

  private static void message(JsonParser in, Message.Builder message, @Nullable Signal top)
      throws IOException {
    Map<String, FieldDescriptor> fields =
        FIELDS.computeIfAbsent(message.getDescriptorForType(), OtlpJson::fields);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      FieldDescriptor field = fields.get(name);
      JsonToken value = in.nextToken();
      if (field == null) {
        if (top != null) {
          Hints.checkKey(top, name);
        }
        in.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        field(in, message, field);
      }
    }
  }

  private static void field(JsonParser in, Message.Builder message, FieldDescriptor field)
      throws IOException {
    if (!field.isRepeated()) {
      Object value = value(in, message, field);
      if (value != null) {
        message.setField(field, value);
      }
      return;
    }
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(in, field, "an array");
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(in, message, field);
      if (value != null) {
        message.addRepeatedField(field, value);
      }
    }
  }

  private static @Nullable Object value(
      JsonParser in, Message.Builder message, FieldDescriptor field) throws IOException {
    return switch (field.getType()) {
      case MESSAGE -> {
        if (in.currentToken() != JsonToken.START_OBJECT) {
          throw wrong(in, field, "an object");
        }
        Message.Builder child = message.newBuilderForField(field);
        message(in, child, null);
        yield child.build();
      }
      case STRING -> wellFormed(scalar(in, field));
      case BYTES -> bytes(in, field);
      case BOOL -> bool(in, field);
      case ENUM -> constant(in, field);
      case DOUBLE -> real(in, field);
      case INT32, SINT32, SFIXED32, UINT32, FIXED32 -> integer(in, field).intValue();
      default -> integer(in, field).longValue();
    };
  }

  private static String scalar(JsonParser in, FieldDescriptor field) throws IOException {
    if (!in.currentToken().isScalarValue()) {
      throw wrong(in, field, "a value");
    }
    return in.getText();
  }

  /** Half a surrogate pair is no text that could be stored. */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
      }
    }
    return text;
  }

  private static ByteString bytes(JsonParser in, FieldDescriptor field) throws IOException {
    String text = scalar(in, field);
    try {
      return ByteString.copyFrom(
          HEX_FIELDS.contains(field.getName())
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      if (HEX_FIELDS.contains(field.getName())) {
        // An id that is no id costs its span, not the batch: the translation counts it.
        return ByteString.copyFromUtf8("?");
      }
      throw wrong(in, field, "base64");
    }
  }

  private static Boolean bool(JsonParser in, FieldDescriptor field) throws IOException {
    return switch (scalar(in, field)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(in, field, "true or false");
    };
  }

  /** Null for a name or number that this version does not know. */
  private static @Nullable EnumValueDescriptor constant(JsonParser in, FieldDescriptor field)
      throws IOException {
    return in.currentToken() == JsonToken.VALUE_NUMBER_INT
        ? field.getEnumType().findValueByNumber(in.getIntValue())
        : field.getEnumType().findValueByName(scalar(in, field));
  }

  private static Double real(JsonParser in, FieldDescriptor field) throws IOException {
    try {
      return Double.valueOf(scalar(in, field));
    } catch (NumberFormatException e) {
      throw wrong(in, field, "a number");
    }
  }

  /** 64-bit integers are texts, for JavaScript's sake; unsigned ones wrap as protobuf's do. */
  private static Number integer(JsonParser in, FieldDescriptor field) throws IOException {
    String text = scalar(in, field);
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.abs().compareTo(new BigDecimal(TWO_TO_64)) >= 0 || number.scale() > 20) {
        throw wrong(in, field, "an integer of 64 bits");
      }
      return number.toBigIntegerExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(in, field, "an integer");
    }
  }

  private static IOException wrong(JsonParser in, FieldDescriptor field, String expected) {
    return new IOException(
        field.getJsonName()
            + ": expected "
            + expected
            + " at character "
            + in.currentLocation().getCharOffset());
  }

  private static Map<String, FieldDescriptor> fields(Descriptor descriptor) {
    Map<String, FieldDescriptor> fields = new HashMap<>();
    for (FieldDescriptor field : descriptor.getFields()) {
      fields.put(field.getName(), field);
      fields.put(field.getJsonName(), field);
    }
    return fields;
  }
}
