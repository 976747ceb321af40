package dev.parley.instrumentation.openai;

import com.openai.core.ObjectMappers;
import dev.parley.sdk.internal.stream.Forgotten;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a stream of server-sent events, which the application reads itself. Keeps one line
 * at a time; the provider writes each piece into one.
 */
final class ObservedEvents extends FilterInputStream {

  /** A longer line is passed on, but not recorded. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final String DATA = "data:";

  private final ClientStream stream;
  private final Cleanable forgotten;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean tooLong;
  private boolean done;

  ObservedEvents(InputStream body, ClientStream stream) {
    super(body);
    this.stream = stream;
    this.forgotten = Forgotten.when(this, stream::stop);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(bytes, offset, length);
    } catch (IOException e) {
      stream.fail(e);
      throw e;
    }
    if (count < 0) {
      endLine();
      stream.complete();
      forgotten.clean();
    }
    for (int i = 0; i < count; i++) {
      add(bytes[offset + i]);
    }
    return count;
  }

  private void add(byte next) {
    if (next == '\n' || next == '\r') {
      endLine();
    } else if (line.size() < LONGEST_LINE) {
      line.write(next);
    } else {
      tooLong = true;
    }
  }

  private void endLine() {
    String text = tooLong ? "" : line.toString(StandardCharsets.UTF_8);
    line.reset();
    tooLong = false;
    if (!text.startsWith(DATA)) {
      return;
    }
    String data = text.substring(DATA.length()).strip();
    if (data.equals("[DONE]")) {
      done = true;
      return;
    }
    try {
      stream.next(ObjectMappers.jsonMapper().readValue(data, stream.type()));
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      ClientCalls.report("a piece of a streamed answer could not be read", e);
    }
  }

  /** A reader may stop at the last event, before it has seen the end of the bytes. */
  @Override
  public void close() throws IOException {
    if (done) {
      stream.complete();
    } else {
      stream.stop();
    }
    forgotten.clean();
    super.close();
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
