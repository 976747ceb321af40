package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import okhttp3.RequestBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read once, by the first who asks: an unrecorded call asks for nothing.
 * Thread-safe; two threads at once may both read it.
 */
final class RequestJson {

  private final RequestBody body;
  private volatile @Nullable Tree read;

  RequestJson(RequestBody body) {
    this.body = body;
  }

  /**
   * What it says; nothing where it can be sent only once.
   *
   * @throws UncheckedIOException if it is no JSON
   */
  Tree read() {
    Tree known = read;
    if (known == null) {
      known = parse();
      read = known;
    }
    return known;
  }

  private Tree parse() {
    if (body.isOneShot() || body.isDuplex()) {
      return Tree.NONE;
    }
    try (Buffer buffer = new Buffer()) {
      body.writeTo(buffer);
      return JsonTree.read(buffer.inputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
