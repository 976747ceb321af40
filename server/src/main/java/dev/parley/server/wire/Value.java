package dev.parley.server.wire;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value of OTLP's. Immutable. */
public final class Value {
  /** What it is. */
  public enum Type {
    TEXT,
    TRUTH,
    INTEGER,
    REAL,
    LIST,
    OBJECT,
    BYTES,
    /** Sent without a value, or with one of a kind that we don't know. */
    NOTHING
  }

  /** No value at all. */
  public static final Value NOTHING = new Value(Type.NOTHING, 0, null);

  private static final byte[] NO_BYTES = {};

  /** Words that come again and again are kept, up to this many bytes each. */
  private static final int WORD = 32;

  private static final int TABLE = 4096;
  private static final Value[] WORDS = new Value[TABLE];

  private final Type type;
  private final long number;
  private final @Nullable Object structure;
  private final byte[] bytes;
  private final int from;
  private final int to;

  /** Of a text, once somebody has asked for it. */
  private @Nullable String text;

  private Value(Type type, long number, @Nullable Object structure) {
    this.type = type;
    this.number = number;
    this.structure = structure;
    this.bytes = NO_BYTES;
    this.from = 0;
    this.to = 0;
  }

  private Value(byte[] bytes, int from, int to) {
    this.type = Type.TEXT;
    this.number = 0;
    this.structure = null;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  public static Value of(String text) {
    byte[] utf8 = Utf8.bytes(text);
    return new Value(utf8, 0, utf8.length);
  }

  public static Value of(boolean truth) {
    return new Value(Type.TRUTH, truth ? 1 : 0, null);
  }

  public static Value of(long integer) {
    return new Value(Type.INTEGER, integer, null);
  }

  public static Value of(double real) {
    return new Value(Type.REAL, Double.doubleToRawLongBits(real), null);
  }

  public static Value of(ByteString bytes) {
    return new Value(Type.BYTES, 0, bytes);
  }

  public static Value ofList(List<Value> elements) {
    return new Value(Type.LIST, 0, elements);
  }

  public static Value ofObject(List<Attribute> members) {
    return new Value(Type.OBJECT, 0, members);
  }

  /** The text of these bytes, which must stay as they are; null where they are not UTF-8. */
  static @Nullable Value read(byte[] bytes, int from, int to) {
    if (to - from > WORD) {
      return Utf8.isValid(bytes, from, to) ? new Value(bytes, from, to) : null;
    }
    // As with keys: one slot for each hash, compared in full.
    int slot = Utf8.hash(bytes, from, to) & (TABLE - 1);
    Value known = WORDS[slot];
    if (known != null && Arrays.equals(known.bytes, 0, known.to, bytes, from, to)) {
      return known;
    }
    if (!Utf8.isValid(bytes, from, to)) {
      return null;
    }
    Value word = new Value(Arrays.copyOfRange(bytes, from, to), 0, to - from);
    WORDS[slot] = word;
    return word;
  }

  public Type type() {
    return type;
  }

  public boolean isText() {
    return type == Type.TEXT;
  }

  /** Empty where the value is no text. */
  public String text() {
    String known = text;
    if (known == null) {
      known = new String(bytes, from, to - from, StandardCharsets.UTF_8);
      text = known;
    }
    return known;
  }

  /** The array that has the text's UTF-8; not to be changed. */
  public byte[] utf8() {
    return bytes;
  }

  /** Where the text begins in {@link #utf8}. */
  public int from() {
    return from;
  }

  /** Where the text ends in {@link #utf8}. */
  public int to() {
    return to;
  }

  /** False where the value is no truth value. */
  public boolean truth() {
    return type == Type.TRUTH && number != 0;
  }

  /** 0 where the value is no integer. */
  public long integer() {
    return type == Type.INTEGER ? number : 0;
  }

  /** 0 where the value is no floating-point number. */
  public double real() {
    return type == Type.REAL ? Double.longBitsToDouble(number) : 0;
  }

  /** Empty where the value is no bytes. */
  public ByteString bytes() {
    return structure instanceof ByteString value ? value : ByteString.EMPTY;
  }

  /** Empty where the value is no list. */
  @SuppressWarnings("unchecked") // the type tells what the structure is
  public List<Value> elements() {
    return type == Type.LIST && structure != null ? (List<Value>) structure : List.of();
  }

  /** Empty where the value is no object. */
  @SuppressWarnings("unchecked") // the type tells what the structure is
  public List<Attribute> members() {
    return type == Type.OBJECT && structure != null ? (List<Attribute>) structure : List.of();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Value value
        && type == value.type
        && number == value.number
        && Objects.equals(structure, value.structure)
        && Arrays.equals(bytes, from, to, value.bytes, value.from, value.to);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, number, structure, Utf8.hash(bytes, from, to));
  }

  @Override
  public String toString() {
    return switch (type) {
      case TEXT -> text();
      case TRUTH -> String.valueOf(truth());
      case INTEGER -> String.valueOf(number);
      case REAL -> String.valueOf(real());
      case NOTHING -> "nothing";
      case LIST, OBJECT, BYTES -> String.valueOf(structure);
    };
  }
}
