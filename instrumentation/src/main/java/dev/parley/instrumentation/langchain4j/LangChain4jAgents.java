package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.agentic.observability.AgentListener;
import dev.parley.sdk.Parley;

/**
 * Observes the agents of {@code langchain4j-agentic}, which need not be there: each run of an
 * agent, and of what composes agents, is a step inside the one that runs it, and holds its calls
 * and tools.
 *
 * <pre>{@code
 * AgenticServices.sequenceBuilder(Desk.class)
 *     .subAgents(writer, editor)                          // each with an observed model
 *     .listener(LangChain4jAgents.listener(parley))
 *     .build();
 * }</pre>
 *
 * <p>The {@code @MemoryId} of the outermost agent is the conversation, unless one is open.
 *
 * @see LangChain4jInstrumentation#instrument(dev.langchain4j.model.chat.ChatModel) for the models
 */
public final class LangChain4jAgents {
  private LangChain4jAgents() {}

  /** For the outermost agent, whose agents hear of it too. Thread-safe. */
  public static AgentListener listener(Parley parley) {
    return new AgentEvents(Recording.of(parley));
  }
}
