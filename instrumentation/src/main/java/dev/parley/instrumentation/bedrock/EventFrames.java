package dev.parley.instrumentation.bedrock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events in the bytes of a stream, which the SDK decodes, and checks, itself. Keeps the
 * bytes of one event at a time. Not thread-safe.
 *
 * <p>An event is: its length and that of its headers, 4 bytes each; a checksum of both; the
 * headers; the payload; a checksum of all. A header is its name, after its length in one byte, a
 * byte for the type of its value, and the value.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">amazon.eventstream</a>
 */
final class EventFrames {

  private static final int PRELUDE = 12;
  private static final int CHECKSUM = 4;
  private static final int STRING = 7;

  /** Sizes of the values of types 0 to 9; -1 where their length stands before them. */
  private static final int[] SIZES = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

  private final Consumer<StreamEvent> events;
  private final byte[] prelude = new byte[PRELUDE];
  private int preludeSize;

  /** The rest of an event after its prelude; null while that is incomplete. */
  private byte @Nullable [] rest;

  private int restSize;

  /** Bytes to be passed over. */
  private long skip;

  private boolean broken;

  EventFrames(Consumer<StreamEvent> events) {
    this.events = events;
  }

  /** The next bytes, which are left as they are. */
  void add(ByteBuffer bytes) {
    ByteBuffer next = bytes.asReadOnlyBuffer();
    while (next.hasRemaining() && !broken) {
      if (skip > 0) {
        int passed = (int) Math.min(skip, next.remaining());
        next.position(next.position() + passed);
        skip -= passed;
      } else if (rest == null) {
        int taken = Math.min(PRELUDE - preludeSize, next.remaining());
        next.get(prelude, preludeSize, taken);
        preludeSize += taken;
        if (preludeSize == PRELUDE) {
          preludeSize = 0;
          begin();
        }
      } else {
        int taken = Math.min(rest.length - restSize, next.remaining());
        next.get(rest, restSize, taken);
        restSize += taken;
        if (restSize == rest.length) {
          byte[] whole = rest;
          rest = null;
          read(whole);
        }
      }
    }
  }

  private void begin() {
    int length = ByteBuffer.wrap(prelude).getInt() - PRELUDE;
    int headers = ByteBuffer.wrap(prelude).getInt(4);
    if (length < CHECKSUM || headers < 0 || headers > length - CHECKSUM) {
      // No event stream: the SDK will say so.
      broken = true;
    } else if (length > Trees.LONGEST_BODY) {
      skip = length;
    } else {
      rest = new byte[length];
      restSize = 0;
    }
  }

  private void read(byte[] event) {
    int headers = ByteBuffer.wrap(prelude).getInt(4);
    String type = type(ByteBuffer.wrap(event, 0, headers));
    if (type != null) {
      int payload = event.length - CHECKSUM - headers;
      events.accept(
          new StreamEvent(
              type, Trees.jsonOrNone(new String(event, headers, payload, StandardCharsets.UTF_8))));
    }
  }

  /** Null for what is no event, but an error, which the SDK will throw. */
  private static @Nullable String type(ByteBuffer headers) {
    String type = null;
    while (headers.hasRemaining()) {
      String name = text(headers, headers.get() & 0xff);
      int kind = headers.get();
      if (kind < 0 || kind >= SIZES.length) {
        return null;
      }
      int size = SIZES[kind] < 0 ? headers.getShort() & 0xffff : SIZES[kind];
      if (kind != STRING) {
        headers.position(headers.position() + size);
        continue;
      }
      String value = text(headers, size);
      if (name.equals(":message-type") && !value.equals("event")) {
        return null;
      } else if (name.equals(":event-type")) {
        type = value;
      }
    }
    return type;
  }

  private static String text(ByteBuffer bytes, int length) {
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
