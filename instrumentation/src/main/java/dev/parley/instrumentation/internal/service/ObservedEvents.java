package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Forgotten;
import dev.parley.sdk.internal.stream.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a stream of server-sent events, which the application reads itself. Keeps one line
 * at a time; the providers write each piece into one.
 */
final class ObservedEvents extends ObservedBytes {

  private static final Guard GUARD = new Guard("Reading a piece of a streamed answer");

  /** A longer line is passed on, but not recorded. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final String DATA = "data:";

  /** What OpenAI, and who speaks its protocol, sends in place of a last piece. */
  private static final String DONE = "[DONE]";

  private final Api api;
  private final Progress stream;
  private final Cleanable forgotten;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean tooLong;
  private boolean done;

  ObservedEvents(InputStream body, Api api, Progress stream) {
    super(body);
    this.api = api;
    this.stream = stream;
    this.forgotten = Forgotten.when(this, stream::stop);
  }

  @Override
  void came(byte[] bytes, int offset, int count) {
    for (int i = 0; i < count; i++) {
      add(bytes[offset + i]);
    }
  }

  @Override
  void end() {
    endLine();
    stream.complete();
    forgotten.clean();
  }

  @Override
  void fail(IOException failure) {
    stream.fail(failure);
    forgotten.clean();
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
    if (data.equals(DONE)) {
      done = true;
      return;
    }
    try {
      Object piece = api.piece(data);
      if (piece != null) {
        stream.next(piece);
      }
    } catch (Throwable e) {
      GUARD.report(e);
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
}
