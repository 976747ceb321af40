package dev.parley.instrumentation.internal.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a response that the application reads itself. */
abstract class ObservedBytes extends FilterInputStream {

  ObservedBytes(InputStream body) {
    super(body);
  }

  /** These were read. */
  abstract void came(byte[] bytes, int offset, int count);

  /** There are no more. */
  abstract void end();

  /** The reading failed. */
  abstract void fail(IOException failure);

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(bytes, offset, length);
    } catch (IOException e) {
      fail(e);
      throw e;
    }
    if (count < 0) {
      end();
    } else {
      came(bytes, offset, count);
    }
    return count;
  }

  /** What is skipped is observed as well. */
  @Override
  public final long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.max(0, Math.min(count, 8192))];
    return skipped.length == 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public final boolean markSupported() {
    return false;
  }
}
