package dev.parley.instrumentation.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.InputGuardrail;
import dev.langchain4j.guardrail.InputGuardrailException;
import dev.langchain4j.guardrail.InputGuardrailResult;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.memory.ChatMemoryAccess;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.Workflow;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ServicesTest extends LangChain4jLoopback {

  interface Assistant extends ChatMemoryAccess {
    @SystemMessage("You are the assistant of a shop.")
    String answer(@MemoryId String id, @dev.langchain4j.service.UserMessage String question);

    @SystemMessage("You are the assistant of a shop.")
    TokenStream stream(@MemoryId String id, @dev.langchain4j.service.UserMessage String question);

    default String greet(String id) {
      return answer(id, "Hello?");
    }
  }

  /** Its tool has a step of its own inside. */
  static final class Orders {
    private final Parley parley;

    Orders(Parley parley) {
      this.parley = parley;
    }

    @Tool(name = "look_up_order", value = "Where an order is")
    String lookUp(@P(name = "order", value = "its number") String order) {
      return Step.chain("read the ledger").on(parley).call(() -> "{\"order\":\"" + order + "\"}");
    }

    @Tool(name = "cancel_order", value = "Cancels an order")
    String cancel(@P(name = "order", value = "its number") String order) {
      if (!order.isEmpty()) {
        throw new IllegalStateException("It has left");
      }
      return order;
    }
  }

  static final class NoSecrets implements InputGuardrail {
    @Override
    public InputGuardrailResult validate(UserMessage message) {
      return message.singleText().contains("password") ? fatal("a secret") : success();
    }
  }

  private AiServices<Assistant> builder() {
    return instrumentation().aiServices(Assistant.class);
  }

  private AiServices<Assistant> whole(AiServices<Assistant> builder) {
    return builder
        .tools(new Orders(parley))
        .inputGuardrails(new NoSecrets())
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(20));
  }

  private static final String[] TREE = {
    "invoke_agent Assistant",
    "invoke_agent Assistant/retrieval",
    "retrieval/embeddings text-embedding-3-small",
    "invoke_agent Assistant/guardrail_check NoSecrets",
    "invoke_agent Assistant/chat gpt-4o-mini",
    "invoke_agent Assistant/execute_tool look_up_order",
    "execute_tool look_up_order/read the ledger",
    "invoke_agent Assistant/chat gpt-4o-mini"
  };

  @Test
  @DisplayName("XP-03: a service's run holds retrieval, guardrail, calls, tool; a memory has turns")
  void service() throws Exception {
    Assistant assistant = whole(builder()).chatModel(model()).contentRetriever(handbook()).build();
    server
        .answer(200, EMBEDDED)
        .answer(200, toolCall("look_up_order", "order", "4711"))
        .answer(200, answer("On its way."));
    assertThat(assistant.answer("c-1", "Where is order 4711?")).isEqualTo("On its way.");

    assertThat(tree()).containsExactlyInAnyOrder(TREE);
    for (SpanData span : exporter.getFinishedSpanItems()) {
      assertThat(attributes(span))
          .containsEntry("gen_ai.conversation.id", "c-1")
          .containsEntry("gen_ai.conversation.turn_number", 1L)
          .containsEntry("gen_ai.agent.name", "Assistant");
      assertThat(span.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
    }
    assertThat(attributes(span("invoke_agent Assistant")))
        .containsEntry("gen_ai.operation.name", "invoke_agent")
        .containsEntry("parley.cost.inner_usd", 0.000516);
    assertThat(attributes(span("execute_tool look_up_order")))
        .containsEntry("gen_ai.tool.name", "look_up_order")
        .containsEntry("gen_ai.tool.call.id", "call_1")
        .containsEntry("gen_ai.tool.call.arguments", "{\"order\":\"4711\"}")
        .containsEntry("gen_ai.tool.call.result", "{\"order\":\"4711\"}")
        .containsKey("gen_ai.function.call.duration_ms");
    assertThat(attributes(span("retrieval")))
        .containsEntry("gen_ai.retrieval.query.text", "Where is order 4711?");
    assertThat(json(span("retrieval"), "gen_ai.retrieval.documents").toString())
        .contains("\"id\":\"d-1\"", "Refunds are paid to the card.", "\"score\":1.0");
    assertThat(attributes(span("guardrail_check NoSecrets")))
        .containsEntry("gen_ai.guardrail.name", "NoSecrets")
        .containsEntry("gen_ai.guardrail.triggered", false);

    server.answer(200, EMBEDDED).answer(200, answer("Gladly."));
    assertThat(assistant.greet("c-1")).isEqualTo("Gladly.");
    assertThat(attributes(exporter.getFinishedSpanItems().get(TREE.length)))
        .containsEntry("gen_ai.conversation.id", "c-1")
        .containsEntry("gen_ai.conversation.turn_number", 2L);
    assertThat(Objects.requireNonNull(assistant.getChatMemory("c-1")).messages()).hasSize(7);
    assertThat(List.of(assistant).contains(assistant)).isTrue();
  }

  @Test
  @DisplayName("XP-03: a streamed service's run is the same tree, on whatever threads it runs")
  void streamed() throws Exception {
    Assistant assistant =
        whole(builder())
            .streamingChatModel(streamingModel())
            .contentRetriever(handbook())
            .executeToolsConcurrently()
            .build();
    server.answer(200, EMBEDDED).stream(streamedToolCall("look_up_order", "order", "4711")).stream(
        streamed("On its", " way."));
    CompletableFuture<String> whole = new CompletableFuture<>();
    List<String> pieces = new ArrayList<>();
    assistant.stream("c-1", "Where is order 4711?")
        .onPartialResponse(pieces::add)
        .onCompleteResponse(response -> whole.complete(response.aiMessage().text()))
        .onError(whole::completeExceptionally)
        .start();
    assertThat(whole.get()).isEqualTo("On its way.");

    spans(TREE.length);
    assertThat(pieces).containsExactly("On its", " way.");
    assertThat(tree()).containsExactlyInAnyOrder(TREE);
    assertThat(exporter.getFinishedSpanItems())
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.conversation.id", "c-1")
                    .containsEntry("gen_ai.conversation.turn_number", 1L));
  }

  @Test
  @DisplayName("XP-03: a framework's service tells the same tree by listeners, each call once")
  void listeners() throws Exception {
    AiServices<Assistant> plain =
        whole(AiServices.builder(Assistant.class))
            .chatModel(model(instrumentation().chatModelListener()))
            .streamingChatModel(streamingModel(instrumentation().chatModelListener()))
            .registerListeners(instrumentation().aiServiceListeners())
            .registerListeners(instrumentation().aiServiceListeners());
    Assistant assistant = plain.build();
    server
        .answer(200, toolCall("look_up_order", "order", "4711"))
        .answer(200, answer("On its way."));
    assertThat(assistant.answer("c-1", "Where is order 4711?")).isEqualTo("On its way.");

    String[] told = {
      "invoke_agent Assistant",
      "invoke_agent Assistant/guardrail_check NoSecrets",
      "invoke_agent Assistant/chat gpt-4o-mini",
      "invoke_agent Assistant/execute_tool look_up_order",
      "read the ledger",
      "invoke_agent Assistant/chat gpt-4o-mini"
    };
    assertThat(tree()).containsExactlyInAnyOrder(told);
    assertThat(attributes(span("execute_tool look_up_order")))
        .containsEntry("gen_ai.conversation.id", "c-1")
        .containsEntry("gen_ai.tool.call.arguments", "{\"order\":\"4711\"}")
        .containsEntry("gen_ai.tool.call.result", "{\"order\":\"4711\"}");

    exporter.reset();
    server.stream(streamedToolCall("look_up_order", "order", "4711")).stream(streamed("Soon."));
    CompletableFuture<String> whole = new CompletableFuture<>();
    assistant.stream("c-1", "And now?")
        .onCompleteResponse(response -> whole.complete(response.aiMessage().text()))
        .onError(whole::completeExceptionally)
        .start();
    assertThat(whole.get()).isEqualTo("Soon.");
    spans(told.length);
    assertThat(tree()).containsExactlyInAnyOrder(told);
    assertThat(attributes(span("invoke_agent Assistant")))
        .containsEntry("gen_ai.conversation.turn_number", 2L);
  }

  @Test
  @DisplayName("IN-05: a service that is observed in all ways is told once")
  void once() {
    Assistant assistant =
        whole(builder())
            .chatModel(instrumentation().instrument(model(instrumentation().chatModelListener())))
            .contentRetriever(instrumentation().instrument(handbook()))
            .registerListeners(instrumentation().aiServiceListeners())
            .build();
    server
        .answer(200, EMBEDDED)
        .answer(200, toolCall("look_up_order", "order", "4711"))
        .answer(200, answer("On its way."));
    assistant.answer("c-1", "Where is order 4711?");

    assertThat(tree()).containsExactlyInAnyOrder(TREE);
  }

  @Test
  @DisplayName("CTX-29: an open conversation stays, a workflow holds one turn, content may be off")
  void around() {
    contentOff();
    Assistant assistant = whole(builder()).chatModel(model()).build();
    for (int i = 0; i < 3; i++) {
      server.answer(200, answer("Gladly."));
    }
    Conversation.of("mine")
        .user("u-1")
        .run(
            () ->
                Workflow.of("two questions")
                    .run(
                        () -> {
                          assistant.answer("c-1", "One?");
                          assistant.answer("c-1", "Two?");
                        }));
    assistant.answer("c-1", "Three?");

    assertThat(exporter.getFinishedSpanItems().subList(0, 6))
        .allSatisfy(
            span ->
                assertThat(attributes(span))
                    .containsEntry("gen_ai.conversation.id", "mine")
                    .containsEntry("user.id", "u-1")
                    .containsEntry("gen_ai.conversation.turn_number", 1L));
    assertThat(attributes(exporter.getFinishedSpanItems().get(6)))
        .containsEntry("gen_ai.conversation.id", "c-1");
    assertThat(exporter.getFinishedSpanItems().toString())
        .doesNotContain("Gladly", "Three?", "assistant of a shop");
  }

  @Test
  @DisplayName("What fails is told as failed: a tool, a guardrail's refusal, a model")
  void failures() {
    Assistant assistant = whole(builder()).chatModel(model()).build();
    server
        .answer(200, toolCall("cancel_order", "order", "4711"))
        .answer(200, answer("Sorry."))
        .answer(500, "{}");
    assertThat(assistant.answer("c-1", "Cancel order 4711")).isEqualTo("Sorry.");
    assertThat(span("execute_tool cancel_order").getStatus().getDescription())
        .isEqualTo("It has left");
    assertThat(attributes(span("execute_tool cancel_order")))
        .containsEntry("error.type", IllegalStateException.class.getName());
    assertThat(span("invoke_agent Assistant").getStatus().getStatusCode())
        .isNotEqualTo(StatusCode.ERROR);

    exporter.reset();
    assertThatThrownBy(() -> assistant.answer("c-1", "My password is x"))
        .isInstanceOf(InputGuardrailException.class);
    assertThat(attributes(span("guardrail_check NoSecrets")))
        .containsEntry("gen_ai.guardrail.triggered", true);
    assertThat(attributes(span("invoke_agent Assistant")))
        .containsEntry("error.type", InputGuardrailException.class.getName());

    exporter.reset();
    assertThatThrownBy(() -> assistant.answer("c-1", "Hello?")).isInstanceOf(Exception.class);
    assertThat(span("chat gpt-4o-mini").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span("invoke_agent Assistant").getStatus().getStatusCode())
        .isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("A streamed run ends where LangChain4j is silent: an ignored error, one forgotten")
  void silentEnds() {
    Assistant assistant = whole(builder()).streamingChatModel(streamingModel()).build();
    server.answer(500, "{}");
    assistant.stream("c-1", "Hello?").ignoreErrors().start();
    spans(3);
    assertThat(span("invoke_agent Assistant").getStatus().getStatusCode())
        .isEqualTo(StatusCode.ERROR);

    exporter.reset();
    assistant.stream("c-1", "Hello?");
    assertThat(span("guardrail_check NoSecrets")).isNotNull();
    exporter.reset();
    assertThat(attributes(onlySpanOfForgotten()))
        .containsEntry("gen_ai.operation.name", "invoke_agent")
        .containsEntry("parley.stream.incomplete", true);
  }

  @Test
  @DisplayName("XP-03: retrievers of an augmentor of one's own are found on its threads")
  void augmentor() {
    Assistant assistant =
        whole(builder())
            .chatModel(model())
            .retrievalAugmentor(
                DefaultRetrievalAugmentor.builder()
                    .queryTransformer(
                        query ->
                            List.of(
                                Query.from("refunds", query.metadata()),
                                Query.from("cards", query.metadata())))
                    .contentRetriever(instrumentation().instrument(handbook()))
                    .build())
            .build();
    server.answer(200, EMBEDDED).answer(200, EMBEDDED).answer(200, answer("Gladly."));
    assistant.answer("c-1", "Hello?");

    assertThat(tree())
        .containsExactlyInAnyOrder(
            "invoke_agent Assistant",
            "invoke_agent Assistant/guardrail_check NoSecrets",
            "invoke_agent Assistant/retrieval",
            "invoke_agent Assistant/retrieval",
            "retrieval/embeddings text-embedding-3-small",
            "retrieval/embeddings text-embedding-3-small",
            "invoke_agent Assistant/chat gpt-4o-mini");
  }

  @Test
  @DisplayName("XP-03: runs at once stay apart, each with its conversation, trace and question")
  void apart() throws Exception {
    int runs = 20;
    for (int i = 0; i < runs; i++) {
      server.answer(200, answer("Gladly."));
    }
    Assistant assistant = whole(builder()).chatModel(model()).build();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (int i = 0; i < runs; i++) {
        String id = "c-" + i;
        pool.execute(() -> assistant.answer(id, "I am " + id));
      }
      spans(3 * runs);
    } finally {
      pool.shutdownNow();
    }

    assertThat(
            exporter.getFinishedSpanItems().stream()
                .collect(Collectors.groupingBy(SpanData::getTraceId)))
        .hasSize(runs)
        .allSatisfy(
            (trace, spans) -> {
              Object id = attributes(spans.get(0)).get("gen_ai.conversation.id");
              assertThat(spans).hasSize(3);
              assertThat(spans)
                  .allSatisfy(
                      span ->
                          assertThat(attributes(span)).containsEntry("gen_ai.conversation.id", id));
              assertThat(spans.toString()).contains("=I am " + id + ",");
            });
  }
}
