package dev.parley.instrumentation.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AgentsTest extends LangChain4jLoopback {

  public interface Writer {
    @UserMessage("Write about {{topic}}")
    @Agent(value = "writes", outputKey = "text")
    String write(@V("topic") String topic);
  }

  public interface Editor {
    @UserMessage("Edit {{topic}}")
    @Agent(value = "edits", outputKey = "edited")
    String edit(@V("topic") String topic);
  }

  public interface Desk {
    @Agent("writes and edits")
    String serve(@MemoryId String id, @V("topic") String topic);
  }

  /** A tool that has a step of its own. */
  static final class Library {
    private final Parley parley;

    Library(Parley parley) {
      this.parley = parley;
    }

    @Tool(name = "read", value = "Reads a book")
    String read(@P(name = "title", description = "the book's") String title) {
      return Step.chain("turn pages").on(parley).call(() -> "All of " + title);
    }
  }

  private ChatModel observed() {
    return instrumentation().instrument(model());
  }

  @Test
  @DisplayName("XP-03: agents in a row are steps of the one that composes them, with their tools")
  void sequence() {
    Desk desk =
        AgenticServices.sequenceBuilder(Desk.class)
            .subAgents(
                AgenticServices.agentBuilder(Writer.class)
                    .chatModel(observed())
                    .tools(new Library(parley))
                    .build(),
                AgenticServices.agentBuilder(Editor.class).chatModel(observed()).build())
            .listener(LangChain4jAgents.listener(parley))
            .outputKey("edited")
            .build();
    server
        .answer(200, toolCall("read", "title", "Emma"))
        .answer(200, answer("A text."))
        .answer(200, answer("A better text."));
    assertThat(desk.serve("c-1", "tea")).isEqualTo("A better text.");

    assertThat(tree())
        .containsExactlyInAnyOrder(
            "invoke_agent serve",
            "invoke_agent serve/invoke_agent write",
            "invoke_agent write/chat gpt-4o-mini",
            "invoke_agent write/execute_tool read",
            "execute_tool read/turn pages",
            "invoke_agent write/chat gpt-4o-mini",
            "invoke_agent serve/invoke_agent edit",
            "invoke_agent edit/chat gpt-4o-mini");
    assertThat(exporter.getFinishedSpanItems())
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.conversation.id", "c-1")
                    .containsEntry("gen_ai.conversation.turn_number", 1L));
    assertThat(attributes(span("invoke_agent write")))
        .containsEntry("gen_ai.agent.name", "write")
        .containsEntry("gen_ai.agent.description", "writes");
    assertThat(attributes(span("execute_tool read")))
        .containsEntry("gen_ai.tool.call.arguments", "{\"title\":\"Emma\"}")
        .containsEntry("gen_ai.tool.call.result", "All of Emma");
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  @DisplayName("XP-03: agents side by side are steps of the one that composes them")
  void parallel() {
    UntypedAgent both =
        AgenticServices.parallelBuilder()
            .subAgents(
                AgenticServices.agentBuilder(Writer.class).chatModel(observed()).build(),
                AgenticServices.agentBuilder(Editor.class).chatModel(observed()).build())
            .name("both")
            .listener(LangChain4jAgents.listener(parley))
            .output(scope -> "done")
            .build();
    server.answer(200, answer("One.")).answer(200, answer("Two."));
    both.invoke(Map.of("topic", "tea"));

    assertThat(tree())
        .containsExactlyInAnyOrder(
            "invoke_agent both",
            "invoke_agent both/invoke_agent write",
            "invoke_agent write/chat gpt-4o-mini",
            "invoke_agent both/invoke_agent edit",
            "invoke_agent edit/chat gpt-4o-mini");
    assertThat(attributes(span("invoke_agent both"))).doesNotContainKey("gen_ai.conversation.id");
  }

  @Test
  @DisplayName("An agent that fails is told as failed, and nothing of it stays current")
  void failed() {
    Writer writer =
        AgenticServices.agentBuilder(Writer.class)
            .chatModel(observed())
            .listener(LangChain4jAgents.listener(parley))
            .build();
    server.answer(500, "{}");
    assertThatThrownBy(() -> writer.write("tea")).isInstanceOf(Exception.class);

    assertThat(span("invoke_agent write").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(span("invoke_agent write")).get("error.type").toString())
        .contains("InternalServerException");
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }
}
