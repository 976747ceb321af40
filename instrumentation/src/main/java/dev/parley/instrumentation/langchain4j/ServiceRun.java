package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.memory.ChatMemoryService;
import dev.parley.sdk.Agent;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.CurrentContext;
import dev.parley.sdk.GenAiSpan;
import dev.parley.sdk.StepKind;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.RecentlyUsed;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A run of an AI service, from its call to its answer, which may come on another thread: the
 * agent's span, and the context that all of its steps are in. LangChain4j gives each run an id,
 * which whatever it calls is handed; by it the run is found wherever the context has not come
 * along. Never throws. Thread-safe.
 */
final class ServiceRun {
  private static final Guard GUARD = new Guard("Observing an AI service");
  private static final ContextKey<ServiceRun> KEY = ContextKey.named("parley-langchain4j-service");

  /** More runs than an application has at once; of one that no event ends, nothing else is left. */
  private static final int MOST_RUNS = 10_000;

  private static final RecentlyUsed<ServiceRun> RUNS = new RecentlyUsed<>(MOST_RUNS);
  private static final Optional<ServiceRun> NONE = Optional.empty();
  private static final ThreadLocal<Asking> ASKING = new ThreadLocal<>();

  /** The service is about to call a model with this message, on the same thread. */
  private record Asking(WeakReference<ServiceRun> service, @Nullable Object last) {}

  private final String service;
  private final GenAiSpan span;
  private final Context context;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Set<Object> toldTools =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private volatile @Nullable String id;
  private volatile @Nullable Object teller;
  private volatile boolean asked;

  private ServiceRun(String service, GenAiSpan span) {
    this.service = service;
    this.span = span;
    this.context = span.context().with(KEY, this);
  }

  /**
   * A run begins.
   *
   * @param service the name of its interface
   * @param memory the id of its memory, which is the conversation where none is open; null for none
   */
  static Optional<ServiceRun> start(Recording recording, String service, @Nullable Object memory) {
    return GUARD.get(() -> Optional.of(begin(recording, service, memory)), Optional.empty());
  }

  @SuppressWarnings("try") // Scopes work by being open.
  private static ServiceRun begin(Recording recording, String service, @Nullable Object memory) {
    String name =
        service.substring(Math.max(service.lastIndexOf('.'), service.lastIndexOf('$')) + 1);
    try (ContextScope conversation = conversation(memory);
        ContextScope agent = Agent.of(name).open()) {
      GenAiSpan span =
          GenAiSpan.of(StepKind.AGENT, "invoke_agent " + name)
              .operation("invoke_agent")
              .on(recording.parley())
              .start();
      return new ServiceRun(service, span);
    }
  }

  private static ContextScope conversation(@Nullable Object memory) {
    if (memory == null
        || ChatMemoryService.DEFAULT.equals(memory)
        || CurrentContext.conversationId() != null) {
      return () -> {};
    }
    return Conversation.of(Json.text(memory)).open();
  }

  /** The run that this context is inside of; null for none. */
  static @Nullable ServiceRun in(Context context) {
    return context.get(KEY);
  }

  /** The run that LangChain4j tells of; null if it is not observed. */
  static @Nullable ServiceRun of(@Nullable InvocationContext invocation) {
    return invocation == null || invocation.invocationId() == null
        ? null
        : RUNS.get(invocation.invocationId().toString());
  }

  /** What holds where something runs that LangChain4j hands this invocation to. */
  static Context contextFor(@Nullable InvocationContext invocation) {
    ServiceRun run = GUARD.get(() -> Optional.ofNullable(of(invocation)), NONE).orElse(null);
    return run == null ? Context.current() : run.contextHere();
  }

  /** The current context where that is inside the run, else the run's own. */
  Context contextHere() {
    Context current = Context.current();
    return in(current) == this ? current : context;
  }

  /** The context of the run's own span. */
  Context context() {
    return context;
  }

  /** Whether LangChain4j may be telling of this run, of which it has not told before. */
  boolean isNamed(String name) {
    return id == null && service.equals(name);
  }

  /**
   * From here on the run is found by its id.
   *
   * @param events who tells what happens in it
   */
  void bind(InvocationContext invocation, Object events) {
    String known = invocation.invocationId().toString();
    id = known;
    teller = events;
    RUNS.getOrAdd(known, () -> this);
  }

  /** Whether LangChain4j tells the events of this run. */
  boolean isBound() {
    return id != null;
  }

  @SuppressWarnings("ReferenceEquality") // The very one.
  boolean isToldBy(Object events) {
    return teller == events;
  }

  /** The run is about to call a model, the current thread's next call. */
  void asks(@Nullable Object last) {
    asked = true;
    ASKING.set(new Asking(new WeakReference<>(this), last));
  }

  /** The run that is about to make the call with this message by itself; null for none. */
  @SuppressWarnings("ReferenceEquality") // Equal words may be said twice.
  static @Nullable ServiceRun asking(@Nullable Object last) {
    Asking asking = ASKING.get();
    if (asking == null) {
      return null;
    }
    ASKING.remove();
    ServiceRun run = asking.service().get();
    return run != null && asking.last() == last && !run.ended.get() ? run : null;
  }

  /** The tool's own span tells it. */
  void told(Object toolRequest) {
    toldTools.add(toolRequest);
  }

  /** Whether a span tells the tool's run already. */
  boolean isTold(Object toolRequest) {
    return toldTools.contains(toolRequest);
  }

  boolean hasEnded() {
    return ended.get();
  }

  void end() {
    finish(span::end);
  }

  void fail(Throwable error) {
    finish(() -> span.fail(error));
  }

  /** Nobody wants to hear the rest. */
  void giveUp() {
    finish(
        () -> {
          span.span().setAttribute(GenAiAttributes.STREAM_INCOMPLETE, true);
          span.end();
        });
  }

  /** Nobody can hear the answer any more; the run ends, unless a model is asked for it. */
  void forgotten() {
    if (!asked) {
      giveUp();
    }
  }

  private void finish(Runnable ending) {
    if (ended.compareAndSet(false, true)) {
      GUARD.run(ending);
      String known = id;
      if (known != null) {
        RUNS.remove(known);
      }
    }
  }
}
