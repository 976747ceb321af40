package dev.parley.server.dialect;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.wire.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Vercel's AI SDK: until version 6 attributes of its own, where a root sums its {@code doGenerate}
 * and {@code doStream} spans up; from version 7 on the conventions'.
 */
final class Vercel implements Vocabulary {
  private static final String OPERATION = "ai.operationId";
  private static final String METADATA = "ai.telemetry.metadata.";
  private static final String CONTEXT = "ai.settings.context.";
  private static final String PROVIDER_METADATA = "ai.response.providerMetadata";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.PROVIDER, List.of("ai.model.provider")),
          entry(Field.REQUEST_MODEL, List.of("ai.model.id")),
          entry(Field.RESPONSE_MODEL, List.of("ai.response.model")),
          entry(Field.RESPONSE_ID, List.of("ai.response.id")),
          entry(
              Field.FINISH_REASONS, List.of("ai.response.finishReason", "ai.result.finishReason")),
          entry(
              Field.TIME_TO_FIRST_TOKEN_MILLIS,
              List.of("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk")),
          entry(
              Field.INPUT_TOKENS,
              List.of("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens")),
          entry(Field.UNCACHED_INPUT_TOKENS, List.of("ai.usage.inputTokenDetails.noCacheTokens")),
          entry(Field.OUTPUT_TOKENS, List.of("ai.usage.outputTokens", "ai.usage.completionTokens")),
          entry(Field.TOTAL_TOKENS, List.of("ai.usage.totalTokens")),
          entry(
              Field.CACHE_READ_TOKENS,
              List.of(
                  "ai.usage.inputTokenDetails.cacheReadTokens",
                  "ai.usage.cachedInputTokens",
                  PROVIDER_METADATA + ".openai.cachedPromptTokens",
                  PROVIDER_METADATA + ".anthropic.cacheReadInputTokens")),
          entry(
              Field.CACHE_WRITE_TOKENS,
              List.of(
                  "ai.usage.inputTokenDetails.cacheWriteTokens",
                  PROVIDER_METADATA + ".anthropic.cacheCreationInputTokens")),
          entry(
              Field.REASONING_TOKENS,
              List.of(
                  "ai.usage.outputTokenDetails.reasoningTokens",
                  "ai.usage.reasoningTokens",
                  PROVIDER_METADATA + ".openai.reasoningTokens")),
          entry(
              Field.BILLED_COST,
              List.of(
                  PROVIDER_METADATA + ".gateway.cost",
                  PROVIDER_METADATA + ".openrouter.usage.cost")),
          entry(Field.CONVERSATION, ids("sessionId", "threadId", "chatId", "conversationId")),
          entry(Field.USER, ids("userId")),
          entry(Field.AGENT_NAME, List.of("ai.telemetry.functionId")),
          entry(Field.TOOL_NAME, List.of("ai.toolCall.name")),
          entry(Field.TOOL_CALL_ID, List.of("ai.toolCall.id")),
          entry(Field.TOOL_ARGUMENTS, List.of("ai.toolCall.args")),
          entry(Field.TOOL_RESULT, List.of("ai.toolCall.result")));

  private static final List<ContentSource> CONTENT =
      List.of(
          ContentSource.attributes(Form.VENDOR, "ai.prompt.messages", null),
          ContentSource.attributes(Form.VENDOR, "ai.prompt", null),
          new ContentSource(Form.VENDOR, Vercel::embedded),
          new ContentSource(Form.VENDOR, Vercel::answer));

  private static List<String> ids(String... names) {
    return Stream.of(METADATA, CONTEXT)
        .flatMap(prefix -> Stream.of(names).map(name -> prefix + name))
        .toList();
  }

  /** What is to be embedded, each value as JSON. */
  private static void embedded(Sent sent, Said said) {
    for (String key : List.of("ai.values", "ai.value")) {
      Value value = sent.attributes().get(key);
      if (value != null && said.lacksInput()) {
        List<Value> values = value.type() == Value.Type.LIST ? value.elements() : List.of(value);
        said.input(values.stream().map(Vercel::embedded).toList());
      }
    }
  }

  private static Draft embedded(Value value) {
    String text = Attributes.content(value);
    String sent = text == null ? "" : text;
    JsonNode json = Json.parse(sent);
    return Messages.text("user", json != null && json.isTextual() ? json.textValue() : sent);
  }

  /** The answer is in pieces: reasoning, text or object, and the tools that it asks for. */
  private static void answer(Sent sent, Said said) {
    Attributes attributes = sent.attributes();
    if (!said.lacksOutput()) {
      return;
    }
    ArrayNode parts = Json.MAPPER.createArrayNode();
    String reasoning = attributes.content("ai.response.reasoning");
    if (reasoning != null && !reasoning.isEmpty()) {
      parts.add(Parts.reasoning(reasoning));
    }
    for (String key :
        List.of("ai.response.text", "ai.result.text", "ai.response.object", "ai.result.object")) {
      String text = attributes.content(key);
      if (text != null && !text.isEmpty()) {
        parts.add(Messages.text(text));
        break;
      }
    }
    String calls = attributes.content("ai.response.toolCalls");
    calls = calls == null ? attributes.content("ai.result.toolCalls") : calls;
    if (calls != null) {
      Parts.addToolCalls(parts, TextNode.valueOf(calls));
    }
    said.output(List.of(new Draft("assistant", parts, null, null)));
  }

  @Override
  public Dialect dialect() {
    return Dialect.VERCEL;
  }

  @Override
  public boolean owns(String scope) {
    return scope.equals("ai") || scope.equals("gen_ai") || scope.startsWith("@ai-sdk/");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has(OPERATION);
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public List<String> objects() {
    return List.of(PROVIDER_METADATA);
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    String operation = sent.attributes().text(OPERATION);
    if (operation == null || !operation.startsWith("ai.")) {
      return null;
    }
    if (operation.endsWith(".doGenerate") || operation.endsWith(".doStream")) {
      return Kind.MODEL_CALL;
    }
    if (operation.endsWith(".doEmbed")) {
      return Kind.EMBEDDING;
    }
    if (operation.equals("ai.toolCall")) {
      return Kind.TOOL_CALL;
    }
    if (operation.endsWith(".doRerank")) {
      return Kind.RERANK;
    }
    return operation.startsWith("ai.embed") || operation.startsWith("ai.rerank")
        ? Kind.STEP
        : Kind.AGENT;
  }

  /** Before version 6 Anthropic's numbers were handed on, with a total that counts no cache. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    boolean raw = "anthropic".equals(provider) && sent.scope().equals("ai");
    return new Counting(raw, false, raw);
  }

  @Override
  public Set<String> firstTokenEvents() {
    return Set.of("ai.stream.firstChunk");
  }

  @Override
  public List<ContentSource> content() {
    return CONTENT;
  }
}
