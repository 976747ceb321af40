package dev.parley.instrumentation.gemini;

import com.google.genai.errors.ApiException;
import com.google.genai.errors.GenAiIOException;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.sdk.internal.stream.Progress;
import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;

/**
 * An answer that comes as server-sent events. Kept is what belongs to an event that is not whole
 * yet; the library keeps the same.
 */
final class EventStream implements AnswerReader {

  private static final byte NEWLINE = '\n';

  private final ObservedCall call;
  private final Progress progress;
  private final Buffer bytes = new Buffer();

  /** How many of the bytes are known to hold no end of a line. */
  private long scanned;

  /** The data of the event, from one or more lines; empty before its first. */
  private final StringBuilder data = new StringBuilder();

  EventStream(ObservedCall call, Progress progress) {
    this.call = call;
    this.progress = progress;
  }

  @Override
  public void read(Buffer from, long offset, long count) {
    if (call.hasEnded()) {
      return;
    }
    from.copyTo(bytes, offset, count);
    try {
      lines();
    } catch (EOFException e) {
      throw new IllegalStateException("a line that was found is gone", e);
    }
  }

  private void lines() throws EOFException {
    for (long end = lineEnd(); end >= 0; end = lineEnd()) {
      line(bytes.readUtf8LineStrict());
      scanned = 0;
    }
    scanned = bytes.size();
  }

  private long lineEnd() {
    return bytes.indexOf(NEWLINE, scanned);
  }

  private void line(String line) {
    if (line.isEmpty()) {
      event();
    } else if (line.startsWith("data:")) {
      if (data.length() > 0) {
        data.append('\n');
      }
      data.append(line, line.startsWith("data: ") ? 6 : 5, line.length());
    }
  }

  private void event() {
    if (data.length() == 0) {
      return;
    }
    String json = data.toString();
    data.setLength(0);
    Tree piece;
    try {
      piece = JsonTree.read(json);
    } catch (IOException malformed) {
      progress.fail(new GenAiIOException("Failed to parse the JSON string.", malformed));
      return;
    }
    ApiException error = ProviderErrors.in(piece);
    if (error == null) {
      progress.next(piece);
    } else {
      ProviderErrors.describe(error, call);
      progress.fail(error);
    }
  }

  @Override
  public void end() {
    if (!call.hasEnded()) {
      line(bytes.readUtf8());
      event();
    }
    progress.complete();
  }

  @Override
  public void fail(IOException failure) {
    progress.fail(new GenAiIOException("Failed to read next JSON object from the stream", failure));
  }

  @Override
  public void close() {
    progress.stop();
  }
}
