package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agentic.agent.AgentInvocationException;
import dev.langchain4j.agentic.observability.AfterAgentToolExecution;
import dev.langchain4j.agentic.observability.AgentInvocationError;
import dev.langchain4j.agentic.observability.AgentListener;
import dev.langchain4j.agentic.observability.AgentRequest;
import dev.langchain4j.agentic.observability.AgentResponse;
import dev.langchain4j.agentic.observability.BeforeAgentToolExecution;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.scope.AgenticScope;
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
import io.opentelemetry.context.Scope;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the runs of agents and of their tools. LangChain4j tells the beginning and the end of each
 * on the thread that it runs on, so its span is current in between; one whose end is left out,
 * because something failed, ends with what it is in. Agents on threads of their own are found a
 * parent by the scope that they share with it.
 */
record AgentEvents(Recording recording) implements AgentListener {
  private static final Guard GUARD = new Guard("Observing an agent of LangChain4j");
  private static final ThreadLocal<Deque<Open>> OPEN = ThreadLocal.withInitial(ArrayDeque::new);

  /** More agents than run at once. */
  private static final int MOST_RUNS = 10_000;

  /** The contexts of the agents that run, by scope and agent. */
  private static final RecentlyUsed<Context> RUNS = new RecentlyUsed<>(MOST_RUNS);

  /** What the conversation's id is called among an agent's inputs. */
  private static final String MEMORY_ID = "@MemoryId";

  /** What runs on this thread. */
  private record Open(String key, GenAiSpan span, Scope scope) {}

  @Override
  public boolean inheritedBySubagents() {
    return true;
  }

  @Override
  public void beforeAgentInvocation(AgentRequest request) {
    GUARD.run(
        () -> {
          if (!recording.isOff()) {
            String key = key(request.agenticScope(), request.agent());
            GenAiSpan span = start(request);
            RUNS.getOrAdd(key, span::context);
            open(key, span);
          }
        });
  }

  @SuppressWarnings("try") // Scopes work by being open.
  private GenAiSpan start(AgentRequest request) {
    AgentInstance agent = request.agent();
    try (Scope around = around(request).makeCurrent();
        ContextScope conversation = conversation(request);
        ContextScope identity =
            Agent.of(agent.name()).id(agent.agentId()).description(described(agent)).open()) {
      return GenAiSpan.of(StepKind.AGENT, "invoke_agent " + agent.name())
          .operation("invoke_agent")
          .on(recording.parley())
          .start();
    }
  }

  private static @Nullable String described(AgentInstance agent) {
    return agent.description() == null || agent.description().isBlank()
        ? null
        : agent.description();
  }

  /** On a thread of its own, an agent is inside of the one that composes it. */
  private static Context around(AgentRequest request) {
    AgentInstance parent = request.agent().parent();
    Context current = Context.current();
    if (parent == null || !OPEN.get().isEmpty()) {
      return current;
    }
    Context composing = RUNS.get(key(request.agenticScope(), parent));
    return composing == null ? current : composing;
  }

  private static ContextScope conversation(AgentRequest request) {
    Object id = request.inputs().get(MEMORY_ID);
    return id == null || CurrentContext.conversationId() != null
        ? () -> {}
        : Conversation.of(Json.text(id)).open();
  }

  @Override
  public void afterAgentInvocation(AgentResponse response) {
    close(key(response.agenticScope(), response.agent()), GenAiSpan::end);
  }

  @Override
  public void onAgentInvocationError(AgentInvocationError error) {
    close(key(error.agenticScope(), error.agent()), span -> span.fail(cause(error.error())));
  }

  /** What failed: not the exceptions that LangChain4j wraps around it. */
  private static Throwable cause(Throwable error) {
    Throwable inner = error;
    while ((inner instanceof AgentInvocationException || inner instanceof InvocationTargetException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  @Override
  public void beforeAgentToolExecution(BeforeAgentToolExecution event) {
    GUARD.run(
        () -> {
          if (!recording.isOff()) {
            ToolExecutionRequest request = event.toolExecution().request();
            open(key(request), recording.start(request));
          }
        });
  }

  @Override
  public void afterAgentToolExecution(AfterAgentToolExecution event) {
    close(
        key(event.toolExecution().request()),
        span -> {
          recording
              .content()
              .write(span.span(), GenAiAttributes.TOOL_CALL_RESULT, event.toolExecution().result());
          span.end();
        });
  }

  private static String key(AgenticScope scope, AgentInstance agent) {
    return scope.memoryId() + "/" + agent.agentId();
  }

  private static String key(ToolExecutionRequest request) {
    return "tool " + request.id() + ' ' + request.name();
  }

  // Closed with what it belongs to.
  @SuppressWarnings("MustBeClosedChecker")
  private static void open(String key, GenAiSpan span) {
    OPEN.get().push(new Open(key, span, span.makeCurrent()));
  }

  private static void close(String key, Consumer<GenAiSpan> ending) {
    GUARD.run(
        () -> {
          Deque<Open> open = OPEN.get();
          if (open.stream().anyMatch(one -> one.key().equals(key))) {
            Open last = pop(open);
            while (!last.key().equals(key)) {
              last.span().end();
              last = pop(open);
            }
            ending.accept(last.span());
          }
          if (open.isEmpty()) {
            OPEN.remove();
          }
        });
  }

  private static Open pop(Deque<Open> open) {
    Open last = open.pop();
    last.scope().close();
    RUNS.remove(last.key());
    return last;
  }
}
