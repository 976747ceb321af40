package dev.parley.instrumentation.openai;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A response that the application parses, or reads, itself. The call ends when the application has
 * parsed it, read it to its end, or closed it, whichever comes first.
 */
final class ObservedResponse<T> implements HttpResponseFor<T> {

  /** Longer bodies are passed on, but no longer kept to learn the usage from. */
  private static final int LONGEST_BODY = 8 << 20;

  private final HttpResponseFor<T> response;
  private final ClientCall call;

  ObservedResponse(HttpResponseFor<T> response, ClientCall call) {
    this.response = response;
    this.call = call;
  }

  @Override
  public T parse() {
    T result;
    try {
      result = response.parse();
    } catch (Throwable e) {
      call.fail(e);
      throw e;
    }
    call.end(result);
    return result;
  }

  @Override
  public int statusCode() {
    return response.statusCode();
  }

  @Override
  public Headers headers() {
    return response.headers();
  }

  @Override
  public InputStream body() {
    return new ObservedBody(response.body(), call);
  }

  @Override
  public void close() {
    try {
      response.close();
    } finally {
      call.endUnread();
    }
  }

  /** Keeps a copy of what is read, and hands it to the call at the end of the stream. */
  private static final class ObservedBody extends FilterInputStream {

    private final ClientCall call;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private boolean complete = true;

    ObservedBody(InputStream body, ClientCall call) {
      super(body);
      this.call = call;
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
        call.fail(e);
        throw e;
      }
      if (count < 0) {
        if (complete) {
          call.endBody(copy.toByteArray());
        } else {
          call.endUnread();
        }
      } else if (copy.size() + count <= LONGEST_BODY) {
        copy.write(bytes, offset, count);
      } else {
        complete = false;
      }
      return count;
    }

    /** A parser stops at the end of the document and closes, before it has seen the stream's. */
    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        if (complete) {
          call.endRead(copy.toByteArray());
        } else {
          call.endUnread();
        }
      }
    }

    @Override
    public long skip(long count) throws IOException {
      complete = false;
      return super.skip(count);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
