package dev.parley.server.dialect;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.wire.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenInference instrumentations, and the bridges that add its keys to others' spans. */
final class OpenInference implements Vocabulary {
  private static final String KIND = "openinference.span.kind";
  private static final String PARAMETERS = "llm.invocation_parameters";
  private static final String ANSWER = "output.value";
  private static final String ANSWERED_MODEL = "llm.model_name (not the one asked for)";

  /** Where LangChain keeps what the provider said of its first answer. */
  private static final String LANGCHAIN = ".generations.0.0.message.kwargs.response_metadata";

  /** A longer answer is looked through for nothing. */
  private static final int MAX_ANSWER = 1 << 20;

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.PROVIDER, List.of("llm.provider", "llm.system")),
          entry(
              Field.REQUEST_MODEL,
              List.of(
                  "llm.request.model_name",
                  PARAMETERS + ".model",
                  PARAMETERS + ".model_name",
                  "llm.model_name",
                  "embedding.model_name",
                  "reranker.model_name")),
          entry(
              Field.RESPONSE_MODEL,
              List.of(
                  "llm.response.model_name",
                  ANSWER + ".model",
                  ANSWER + LANGCHAIN + ".model_name",
                  ANSWERED_MODEL)),
          entry(Field.RESPONSE_ID, List.of(ANSWER + ".id", ANSWER + LANGCHAIN + ".id")),
          entry(Field.STREAM, List.of(PARAMETERS + ".stream")),
          entry(Field.INPUT_TOKENS, List.of("llm.token_count.prompt")),
          entry(Field.OUTPUT_TOKENS, List.of("llm.token_count.completion")),
          entry(Field.TOTAL_TOKENS, List.of("llm.token_count.total")),
          entry(
              Field.CACHE_READ_TOKENS,
              List.of(
                  "llm.token_count.prompt_details.cache_read",
                  "llm.token_count.prompt_details.cache_input")),
          entry(Field.CACHE_WRITE_TOKENS, List.of("llm.token_count.prompt_details.cache_write")),
          entry(Field.REASONING_TOKENS, List.of("llm.token_count.completion_details.reasoning")),
          entry(Field.AUDIO_INPUT_TOKENS, List.of("llm.token_count.prompt_details.audio")),
          entry(Field.AUDIO_OUTPUT_TOKENS, List.of("llm.token_count.completion_details.audio")),
          entry(Field.ESTIMATED_COST, List.of("llm.cost.total")),
          entry(Field.ESTIMATED_INPUT_COST, List.of("llm.cost.prompt")),
          entry(Field.ESTIMATED_OUTPUT_COST, List.of("llm.cost.completion")),
          entry(Field.FINISH_REASONS, List.of("llm.finish_reason")),
          entry(Field.TOOL_NAME, List.of("tool.name")),
          entry(
              Field.TOOL_CALL_ID,
              List.of("tool_call.id", "tool.id", ANSWER + ".data.tool_call_id")),
          entry(Field.TOOL_ARGUMENTS, List.of("input.value")),
          entry(Field.TOOL_RESULT, List.of(ANSWER + ".data.content", ANSWER)));

  private static final Map<Field, List<String>> PRIVATE =
      Map.of(
          Field.CONVERSATION, List.of("session.id"),
          Field.AGENT_NAME, List.of("agent.name"),
          Field.TOOL_ARGUMENTS, List.of("tool.parameters"));

  private static final List<ContentSource> CONTENT =
      List.of(
          InferenceMessages.SOURCE,
          RetrievedDocuments.indexed("retrieval.documents.", "input.value"),
          RetrievedDocuments.indexed("reranker.output_documents.", "reranker.query"),
          ContentSource.attributes(Form.PAYLOAD, "input.value", "output.value"));

  @Override
  public Dialect dialect() {
    return Dialect.OPENINFERENCE;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("openinference.") || scope.startsWith("@arizeai/openinference");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has(KIND);
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return PRIVATE;
  }

  @Override
  public List<String> objects() {
    return List.of(PARAMETERS);
  }

  /**
   * The model and id of the provider's own answer, as far as it lies there. {@code llm.model_name}
   * is first the model asked for and then, in most instrumentations, the one that answered.
   */
  @Override
  public void derive(Sent sent) {
    Attributes attributes = sent.attributes();
    String answer = attributes.has(KIND) ? attributes.content(ANSWER) : null;
    if (answer == null || answer.length() > MAX_ANSWER) {
      return;
    }
    switch (spanKind(sent)) {
      case "LLM" -> {
        if (answer.startsWith("{\"generations\"")) {
          langChain(attributes, answer);
        } else {
          Members.openTop(attributes, ANSWER, Set.of("id", "model"));
        }
        String asked = attributes.text(List.of(PARAMETERS + ".model", PARAMETERS + ".model_name"));
        String named = attributes.text("llm.model_name");
        if (asked != null && named != null && !asked.equals(named)) {
          attributes.add(ANSWERED_MODEL, Value.of(named));
        }
      }
      case "EMBEDDING" -> Members.openTop(attributes, ANSWER, Set.of("model"));
      case "TOOL" -> {
        // LangChain's message around a tool's result.
        if (answer.contains("tool_call_id")) {
          Members.open(attributes, ANSWER);
        }
      }
      default -> {}
    }
  }

  private static void langChain(Attributes attributes, String answer) {
    JsonNode tree = Json.structure(answer);
    if (tree == null) {
      return;
    }
    JsonNode told = tree.at(LANGCHAIN.replace('.', '/'));
    for (String name : List.of("id", "model_name")) {
      JsonNode value = told.path(name);
      if (value.isTextual()) {
        attributes.add(ANSWER + LANGCHAIN + '.' + name, Value.of(value.textValue()));
      }
    }
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    return switch (spanKind(sent)) {
      case "LLM" -> Kind.MODEL_CALL;
      case "EMBEDDING" -> Kind.EMBEDDING;
      case "RETRIEVER" -> Kind.RETRIEVAL;
      case "RERANKER" -> Kind.RERANK;
      case "TOOL" -> Kind.TOOL_CALL;
      case "AGENT" -> Kind.AGENT;
      case "GUARDRAIL" -> Kind.GUARDRAIL;
      case "EVALUATOR" -> Kind.EVALUATION;
      case "PROMPT" -> Kind.PROMPT;
      default -> null;
    };
  }

  /** A chain is whatever its author made of it. */
  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return spanKind(sent).equals("CHAIN") ? Kind.STEP : null;
  }

  private static String spanKind(Sent sent) {
    String kind = sent.attributes().text(KIND);
    return kind == null ? "" : kind.toUpperCase(Locale.ROOT);
  }

  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    return sent.name();
  }

  /** Most of its instrumentations add the cache up; these two hand raw numbers on. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    boolean converse =
        sent.scope().startsWith("openinference.instrumentation.bedrock")
            && sent.name().contains("converse");
    boolean agentSdk = sent.scope().startsWith("openinference.instrumentation.claude_agent_sdk");
    return converse || agentSdk ? Counting.CACHE_APART : Counting.CONVENTIONS;
  }

  @Override
  public Set<String> firstTokenEvents() {
    return Set.of("First Token Stream Event");
  }

  @Override
  public List<ContentSource> content() {
    return CONTENT;
  }
}
