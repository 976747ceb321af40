package dev.parley.instrumentation.gemini;

import com.google.genai.errors.GenAiIOException;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.sdk.internal.Guard;
import java.io.IOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes at once. Its bytes are shared with the library's own buffer, not copied, and
 * read when all of them are here.
 */
final class WholeAnswer implements AnswerReader {

  private static final Guard GUARD = new Guard("Following the functions of a call of Gemini");

  private final ModelRequest request;
  private final ObservedCall call;
  private final ToolLoops.@Nullable Asked asked;
  private final Buffer bytes = new Buffer();

  WholeAnswer(ModelRequest request, ObservedCall call, ToolLoops.@Nullable Asked asked) {
    this.request = request;
    this.call = call;
    this.asked = asked;
  }

  @Override
  public void read(Buffer from, long offset, long count) {
    if (!call.hasEnded()) {
      from.copyTo(bytes, offset, count);
    }
  }

  @Override
  public void end() {
    if (call.hasEnded()) {
      return;
    }
    Tree tree;
    try {
      tree = JsonTree.read(bytes.inputStream());
    } catch (IOException malformed) {
      call.fail(new GenAiIOException("Failed to parse the JSON string.", malformed));
      return;
    } finally {
      bytes.clear();
    }
    ToolLoops.Asked next = asked;
    if (next != null) {
      GUARD.run(() -> next.answered(tree));
    }
    call.end(() -> request.answer(tree));
  }

  @Override
  public void fail(IOException failure) {
    call.fail(new GenAiIOException("Failed to read HTTP response.", failure));
  }

  @Override
  public void close() {
    call.endUnread();
  }
}
