package dev.parley.server.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A place in the bytes of a protobuf message, and what can be read there. */
final class WireInput {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Deeper values are for the generated classes, which know where they stop. */
  private static final int MAX_DEPTH = 32;

  private final byte[] bytes;
  private int at;

  WireInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The tag of a field with a length. */
  static int message(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** A field of one message that comes twice is to be merged, which is not done here. */
  static void once(boolean first) throws UnusualException {
    if (!first) {
      throw new UnusualException();
    }
  }

  int at() {
    return at;
  }

  int end() {
    return bytes.length;
  }

  int tag(int end) throws UnusualException {
    long tag = varint(end);
    // A larger one is a field of a number that nobody uses, or damage.
    if (tag < 8 || tag > 0xFFFF) {
      throw new UnusualException();
    }
    return (int) tag;
  }

  long varint(int end) throws UnusualException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw new UnusualException();
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new UnusualException();
  }

  /** The end of what follows, which has a length before it. */
  int length(int end) throws UnusualException {
    long length = varint(end);
    if (length < 0 || length > end - at) {
      throw new UnusualException();
    }
    return at + (int) length;
  }

  long fixed64(int end) throws UnusualException {
    if (end - at < 8) {
      throw new UnusualException();
    }
    long value = (long) LONGS.get(bytes, at);
    at += 8;
    return value;
  }

  void fixed32(int end) throws UnusualException {
    if (end - at < 4) {
      throw new UnusualException();
    }
    at += 4;
  }

  ByteString bytes(int end) throws UnusualException {
    int to = length(end);
    ByteString value = ByteString.copyFrom(bytes, at, to - at);
    at = to;
    return value;
  }

  String text(int end) throws UnusualException {
    return value(end).text();
  }

  void checkText(int end) throws UnusualException {
    int to = length(end);
    if (!Utf8.isValid(bytes, at, to)) {
      throw new UnusualException();
    }
    at = to;
  }

  private Value value(int end) throws UnusualException {
    int to = length(end);
    Value value = Value.read(bytes, at, to);
    if (value == null) {
      throw new UnusualException();
    }
    at = to;
    return value;
  }

  /**
   * Passes over a field that is newer than we are.
   *
   * @param known the highest field number that the generated classes know; one of these in another
   *     wire type may be the sign of a misplaced signal
   */
  void skip(int tag, int known, int end) throws UnusualException {
    if (WireFormat.getTagFieldNumber(tag) <= known) {
      throw new UnusualException();
    }
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> varint(end);
      case WireFormat.WIRETYPE_FIXED64 -> fixed64(end);
      case WireFormat.WIRETYPE_FIXED32 -> fixed32(end);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> at = length(end);
      default -> throw new UnusualException();
    }
  }

  /** A key and a value, each at most once. */
  Attribute attribute(int end, int depth) throws UnusualException {
    Key key = null;
    Value value = null;
    while (at < end) {
      switch (tag(end)) {
        case 1 << 3 | 2 -> {
          int to = length(end);
          key = Key.read(bytes, at, to);
          once(key != null);
          at = to;
        }
        case 2 << 3 | 2 -> {
          once(value == null);
          value = anyValue(length(end), depth);
        }
        default -> throw new UnusualException();
      }
    }
    return new Attribute(key == null ? Key.of("") : key, value == null ? Value.NOTHING : value);
  }

  private Value anyValue(int end, int depth) throws UnusualException {
    if (at == end) {
      return Value.NOTHING;
    }
    once(depth < MAX_DEPTH);
    Value value =
        switch (tag(end)) {
          case 1 << 3 | 2 -> value(end);
          case 2 << 3 -> Value.of(varint(end) != 0);
          case 3 << 3 -> Value.of(varint(end));
          case 4 << 3 | 1 -> Value.of(Double.longBitsToDouble(fixed64(end)));
          case 5 << 3 | 2 -> list(length(end), depth + 1);
          case 6 << 3 | 2 -> object(length(end), depth + 1);
          case 7 << 3 | 2 -> Value.of(bytes(end));
          default -> throw new UnusualException();
        };
    // Of two values the last would count, or both would be merged.
    once(at == end);
    return value;
  }

  private Value list(int end, int depth) throws UnusualException {
    List<Value> elements = new ArrayList<>();
    while (at < end) {
      once(tag(end) == message(1));
      elements.add(anyValue(length(end), depth));
    }
    return Value.ofList(elements);
  }

  private Value object(int end, int depth) throws UnusualException {
    List<Attribute> members = new ArrayList<>();
    while (at < end) {
      once(tag(end) == message(1));
      members.add(attribute(length(end), depth));
    }
    return Value.ofObject(members);
  }
}
