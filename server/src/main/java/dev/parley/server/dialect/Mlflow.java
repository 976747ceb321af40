package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.wire.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MLflow's tracing, whose values are JSON texts, single words too. */
final class Mlflow implements Vocabulary {
  private static final List<String> WORDS =
      List.of(
          "mlflow.trace.session", "mlflow.trace.user", "mlflow.llm.model", "mlflow.llm.provider");

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.INPUT_TOKENS, List.of("mlflow.chat.tokenUsage.input_tokens")),
          entry(Field.OUTPUT_TOKENS, List.of("mlflow.chat.tokenUsage.output_tokens")),
          entry(Field.TOTAL_TOKENS, List.of("mlflow.chat.tokenUsage.total_tokens")),
          entry(Field.CACHE_READ_TOKENS, List.of("mlflow.chat.tokenUsage.cache_read_input_tokens")),
          entry(
              Field.CACHE_WRITE_TOKENS,
              List.of("mlflow.chat.tokenUsage.cache_creation_input_tokens")),
          entry(Field.CONVERSATION, List.of("mlflow.trace.session#text")),
          entry(Field.USER, List.of("mlflow.trace.user#text")),
          entry(Field.REQUEST_MODEL, List.of("mlflow.llm.model#text")),
          entry(Field.PROVIDER, List.of("mlflow.llm.provider#text")));

  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.TOOL_ARGUMENTS, List.of("mlflow.spanInputs")),
          entry(Field.TOOL_RESULT, List.of("mlflow.spanOutputs")));

  @Override
  public Dialect dialect() {
    return Dialect.MLFLOW;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return PRIVATE_KEYS;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("mlflow");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("mlflow.spanType");
  }

  @Override
  public List<String> objects() {
    return List.of("mlflow.chat.tokenUsage");
  }

  @Override
  public void derive(Sent sent) {
    Attributes attributes = sent.attributes();
    for (String key : WORDS) {
      String text = attributes.text(key);
      if (text != null) {
        attributes.add(key + "#text", Value.of(unquoted(text)));
      }
    }
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    String type = sent.attributes().text("mlflow.spanType");
    if (type == null) {
      return null;
    }
    return switch (unquoted(type)) {
      case "LLM", "CHAT_MODEL" -> Kind.MODEL_CALL;
      case "EMBEDDING" -> Kind.EMBEDDING;
      case "RERANKER" -> Kind.RERANK;
      case "RETRIEVER" -> Kind.RETRIEVAL;
      case "TOOL" -> Kind.TOOL_CALL;
      case "AGENT" -> Kind.AGENT;
      case "WORKFLOW" -> Kind.WORKFLOW;
      case "MEMORY" -> Kind.MEMORY;
      case "GUARDRAIL" -> Kind.GUARDRAIL;
      case "EVALUATOR" -> Kind.EVALUATION;
      case "CHAIN", "PARSER", "TASK" -> Kind.STEP;
      default -> null;
    };
  }

  @Override
  public List<ContentSource> content() {
    return List.of(
        ContentSource.attributes(Form.PAYLOAD, "mlflow.spanInputs", "mlflow.spanOutputs"));
  }
}
