package dev.parley.instrumentation.gemini;

import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Forgotten;
import java.io.IOException;
import java.lang.ref.Cleaner.Cleanable;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** The body of an answer, which tells a reader what is read of it. */
final class AnswerBody extends ResponseBody {

  private static final Guard GUARD = new Guard("Reading an answer of Gemini along");

  private final ResponseBody body;
  private final BufferedSource source;

  AnswerBody(ResponseBody body, AnswerReader reader) {
    this.body = body;
    this.source = Okio.buffer(new Observed(body.source(), reader));
  }

  @Override
  public @Nullable MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public BufferedSource source() {
    return source;
  }

  /** Every read of the library comes here; so does nobody's reading it any more. */
  private static final class Observed extends ForwardingSource {

    private final AnswerReader reader;
    private final Cleanable forgotten;

    Observed(Source source, AnswerReader reader) {
      super(source);
      this.reader = reader;
      this.forgotten = Forgotten.when(this, reader::close);
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long count;
      try {
        count = super.read(sink, byteCount);
      } catch (IOException e) {
        GUARD.run(() -> reader.fail(e));
        throw e;
      }
      if (count > 0) {
        GUARD.run(() -> reader.read(sink, sink.size() - count, count));
      } else if (count < 0) {
        GUARD.run(reader::end);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        GUARD.run(forgotten::clean);
      }
    }
  }
}
