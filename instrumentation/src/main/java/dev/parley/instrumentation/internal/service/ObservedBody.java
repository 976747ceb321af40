package dev.parley.instrumentation.internal.service;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.sdk.internal.stream.Forgotten;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner.Cleanable;

/** Keeps a copy of what is read, and hands it to the call at the end of the bytes. */
final class ObservedBody extends ObservedBytes {

  /** Longer bodies are passed on, but no longer kept to learn the usage from. */
  private static final int LONGEST = 8 << 20;

  private final Api api;
  private final ObservedCall call;
  private final Cleanable forgotten;
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private boolean complete = true;

  ObservedBody(InputStream body, Api api, ObservedCall call) {
    super(body);
    this.api = api;
    this.call = call;
    this.forgotten = Forgotten.when(this, call::endUnread);
  }

  @Override
  void came(byte[] bytes, int offset, int count) {
    if (copy.size() + count <= LONGEST) {
      copy.write(bytes, offset, count);
    } else {
      complete = false;
    }
  }

  @Override
  void end() {
    if (complete) {
      byte[] body = copy.toByteArray();
      call.end(() -> api.answer(body));
    } else {
      call.endUnread();
    }
    forgotten.clean();
  }

  @Override
  void fail(IOException failure) {
    call.fail(failure);
    forgotten.clean();
  }

  /** A parser stops at the end of the document and closes, before it has seen the bytes' end. */
  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      if (complete) {
        byte[] body = copy.toByteArray();
        call.end(() -> answer(body));
      } else {
        call.endUnread();
      }
      forgotten.clean();
    }
  }

  /** Bytes that may be all of the answer or its beginning. */
  private Answer answer(byte[] body) {
    try {
      return api.answer(body);
    } catch (Exception notAll) {
      return Answer.NONE;
    }
  }
}
