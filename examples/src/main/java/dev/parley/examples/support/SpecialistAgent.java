package dev.parley.examples.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.ChatCompletionUserMessageParam;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Lets a specialist answer: it reads what the knowledge base says, then asks the model, carries out
 * the tools that the model calls, and asks again until the model answers in words.
 */
final class SpecialistAgent {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};

  /** A model that calls tools for longer than this is going in circles. */
  private static final int MOST_ROUNDS = 6;

  private final Parley parley;
  private final OpenAIClient client;
  private final KnowledgeBase knowledge;

  SpecialistAgent(Parley parley, OpenAIClient client, KnowledgeBase knowledge) {
    this.parley = parley;
    this.client = client;
    this.knowledge = knowledge;
  }

  String answer(Specialist specialist, Dialogue dialogue, String message) {
    String excerpts = retrieve(message);
    List<ChatCompletionMessageParam> messages = dialogue.messages();
    int question = messages.size();
    messages.add(
        ChatCompletionMessageParam.ofUser(
            ChatCompletionUserMessageParam.builder().content(message).build()));
    for (int round = 0; round < MOST_ROUNDS; round++) {
      ChatCompletionMessage reply =
          client
              .chat()
              .completions()
              .create(request(specialist, messages, question, excerpts))
              .choices()
              .get(0)
              .message();
      messages.add(ChatCompletionMessageParam.ofAssistant(reply.toParam()));
      List<ChatCompletionMessageToolCall> calls = reply.toolCalls().orElse(List.of());
      if (calls.isEmpty()) {
        return reply.content().orElse("");
      }
      for (ChatCompletionMessageToolCall call : calls) {
        messages.add(carryOut(specialist, call.asFunction()));
      }
    }
    throw new IllegalStateException(
        specialist.name() + " still called tools after " + MOST_ROUNDS + " rounds");
  }

  /** The excerpts stand right before the question: what comes earlier stays cached. */
  private static ChatCompletionCreateParams request(
      Specialist specialist,
      List<ChatCompletionMessageParam> messages,
      int question,
      String excerpts) {
    ChatCompletionCreateParams.Builder request =
        ChatCompletionCreateParams.builder()
            .model(specialist.model())
            .temperature(0.3)
            .maxCompletionTokens(600)
            .addSystemMessage(specialist.instructions());
    messages.subList(0, question).forEach(request::addMessage);
    request.addSystemMessage(excerpts);
    messages.subList(question, messages.size()).forEach(request::addMessage);
    specialist.tools().forEach(tool -> request.addFunctionTool(tool.definition()));
    return request.build();
  }

  private String retrieve(String message) {
    return Step.chain("retrieve_articles")
        .on(parley)
        .input(message)
        .call(
            () -> {
              List<Article> found = knowledge.search(message, 3);
              Span.current()
                  .setAttribute("gen_ai.operation.name", "retrieval")
                  .setAttribute("gen_ai.data_source.id", "support-articles")
                  .setAttribute("gen_ai.retrieval.top_k", 3L)
                  .setAttribute("gen_ai.retrieval.documents", documents(found));
              StringBuilder excerpts = new StringBuilder("Excerpts from the knowledge base:\n");
              for (Article article : found) {
                excerpts.append(article.id()).append(' ').append(article.title()).append(": ");
                excerpts.append(article.text()).append('\n');
              }
              return found.isEmpty()
                  ? "The knowledge base has nothing on this."
                  : excerpts.toString();
            });
  }

  private static String documents(List<Article> found) {
    return json(
        found.stream()
            .map(article -> Map.of("id", article.id(), "score", article.score()))
            .toList());
  }

  private ChatCompletionMessageParam carryOut(
      Specialist specialist, ChatCompletionMessageFunctionToolCall call) {
    String name = call.function().name();
    Tool tool =
        specialist.tools().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException(specialist.name() + " has no tool " + name));
    String result;
    try {
      result =
          Step.tool(name)
              .on(parley)
              .input(call.function().arguments())
              .call(
                  () -> {
                    Span span =
                        Span.current()
                            .setAttribute("gen_ai.operation.name", "execute_tool")
                            .setAttribute("gen_ai.tool.type", "function")
                            .setAttribute("gen_ai.tool.description", tool.description())
                            .setAttribute("gen_ai.tool.call.id", call.id())
                            .setAttribute(
                                "gen_ai.tool.call.arguments", call.function().arguments());
                    String facts = json(tool.action().apply(arguments(call)));
                    span.setAttribute("gen_ai.tool.call.result", facts);
                    return facts;
                  });
    } catch (ShopDatabase.TimeoutException e) {
      // The model shall know, and tell the customer.
      result = json(Map.of("error", "the system did not answer in time"));
    }
    return ChatCompletionMessageParam.ofTool(
        ChatCompletionToolMessageParam.builder().toolCallId(call.id()).content(result).build());
  }

  private static Map<String, Object> arguments(ChatCompletionMessageFunctionToolCall call) {
    try {
      return JSON.readValue(call.function().arguments(), ARGUMENTS);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the model's arguments are no JSON", e);
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
