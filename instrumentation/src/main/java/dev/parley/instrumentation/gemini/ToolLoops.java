package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Tree;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Turn;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows which request goes on from which answer. Where a model asks for functions, the library can
 * call them and ask again by itself, and does so on the thread that read the answer, or on the one
 * that made the call. A thread of OkHttp's has no context of the application; so the next request
 * takes that of the former, and its turn. A request goes on from an answer if it repeats what that
 * asked for, after all that was sent before, and brings the functions' results: an application that
 * does the same by hand means the same turn. Thread-safe.
 */
final class ToolLoops {

  private static final AttributeKey<Long> ROUND = AttributeKey.longKey("parley.tool_loop.round");

  /** By the thread that may go on; by identity, and as long as it lives. */
  private final Map<Thread, Round> open = Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * An answer that asks for functions.
   *
   * @param origin what led to it, without the request: a round may wait as long as its thread
   * @param contents how many contents were sent
   * @param functions what it asks for
   */
  record Round(Origin origin, int contents, List<List<Tree>> functions) {

    boolean isFollowedBy(ModelRequest request) {
      if (!request.canLoop()) {
        return false;
      }
      List<Tree> sent = request.read().get("contents").items();
      return sent.size() == contents + 2
          && functions.equals(asksFor(sent.get(contents)))
          && sent.get(contents + 1).get("parts").items().stream()
              .anyMatch(part -> part.get("functionResponse").exists());
    }
  }

  /** The call that a round goes back to. */
  private static final class Origin {
    private final Context caller;
    private final ContextRecord unit;
    private final long number;

    Origin(Context caller, ContextRecord unit, long number) {
      this.caller = caller;
      this.unit = unit;
      this.number = number;
    }
  }

  /** A call that may be answered by asking for functions. */
  final class Asked {
    private final ModelRequest request;
    private final Origin origin;
    private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());

    private Asked(ModelRequest request, Origin origin) {
      this.request = request;
      this.origin = origin;
    }

    /** The answer is here, on the thread that read it. */
    void answered(Tree answer) {
      List<Tree> candidates = answer.get("candidates").items();
      List<List<Tree>> functions =
          candidates.isEmpty() ? List.of() : asksFor(candidates.get(0).get("content"));
      if (functions.isEmpty()) {
        return;
      }
      int contents = request.read().get("contents").items().size();
      Round round = new Round(origin, contents, functions);
      open.put(Thread.currentThread(), round);
      Thread maker = thread.get();
      if (maker != null) {
        open.put(maker, round);
      }
    }
  }

  /** The name, arguments and id of each function that a content asks for. */
  private static List<List<Tree>> asksFor(Tree content) {
    List<List<Tree>> functions = new ArrayList<>();
    for (Tree part : content.get("parts").items()) {
      Tree call = part.get("functionCall");
      if (call.exists()) {
        functions.add(List.of(call.get("name"), call.get("args"), call.get("id")));
      }
    }
    return functions;
  }

  /** The round that a request on this thread goes on from; null if it begins by itself. */
  @Nullable Round continuedBy(ModelRequest request) {
    if (open.isEmpty()) {
      return null;
    }
    Round last = open.remove(Thread.currentThread());
    if (last == null || !last.isFollowedBy(request)) {
      return null;
    }
    open.values().removeIf(other -> other.origin() == last.origin());
    return last;
  }

  /** A call that this request begins; null if the library can't go on from it. */
  @Nullable Asked asked(ModelRequest request, Context caller, LlmCall call, @Nullable Round round) {
    if (!request.canLoop()) {
      return null;
    }
    long number = round == null ? 1 : round.origin().number + 1;
    return new Asked(request, new Origin(caller, ContextRecord.in(call.context()), number));
  }

  /** The context to go on in. */
  static Context context(Context current, @Nullable Round round) {
    if (round == null) {
      return current;
    }
    Context context = current.equals(Context.root()) ? round.origin().caller : current;
    ContextRecord now = ContextRecord.in(context);
    ContextRecord before = round.origin().unit;
    Turn turn = before.turn();
    if (turn == null
        || now.turn() != null
        || !Objects.equals(now.conversationId(), before.conversationId())) {
      return context;
    }
    return context.with(now.withTurn(turn));
  }

  /** Which of the requests it is that the library makes for one of the application; from 2. */
  static Attributes attributes(@Nullable Round round) {
    return round == null ? Attributes.empty() : Attributes.of(ROUND, round.origin().number + 1);
  }
}
