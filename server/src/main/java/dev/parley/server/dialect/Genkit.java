package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.wire.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Genkit: a span an action, with its input and output as JSON. */
final class Genkit implements Vocabulary {
  private static final String SUBTYPE = "genkit:metadata:subtype";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.INPUT_TOKENS, List.of("genkit:output.usage.inputTokens")),
          entry(Field.OUTPUT_TOKENS, List.of("genkit:output.usage.outputTokens")),
          entry(Field.TOTAL_TOKENS, List.of("genkit:output.usage.totalTokens")),
          entry(Field.CACHE_READ_TOKENS, List.of("genkit:output.usage.cachedContentTokens")),
          entry(Field.REASONING_TOKENS, List.of("genkit:output.usage.thoughtsTokens")),
          entry(Field.FINISH_REASONS, List.of("genkit:output.finishReason")),
          entry(Field.CONVERSATION, List.of("genkit:sessionId")),
          entry(Field.REQUEST_MODEL, List.of("genkit:model")));

  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.TOOL_ARGUMENTS, List.of("genkit:input")),
          entry(Field.TOOL_RESULT, List.of("genkit:output")));

  @Override
  public Dialect dialect() {
    return Dialect.GENKIT;
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
    return scope.startsWith("genkit-tracer");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("genkit:name") || sent.attributes().has("genkit:type");
  }

  @Override
  public List<String> objects() {
    return List.of("genkit:output");
  }

  /** A model's action has its plugin's name before it: {@code googleai/gemini-2.5-flash}. */
  @Override
  public void derive(Sent sent) {
    Attributes attributes = sent.attributes();
    String name = attributes.text("genkit:name");
    String type = attributes.text(SUBTYPE);
    boolean model =
        type != null
            && (type.equals("model") || type.equals("background-model") || type.equals("embedder"));
    if (model && name != null) {
      String bare = name.substring(name.indexOf('/') + 1);
      attributes.add("genkit:model", Value.of(bare));
    }
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    String type = sent.attributes().text(SUBTYPE);
    type = type == null ? sent.attributes().text("genkit:type") : type;
    if (type == null) {
      return null;
    }
    return switch (type) {
      case "model", "background-model" -> Kind.MODEL_CALL;
      case "embedder" -> Kind.EMBEDDING;
      case "tool", "tool.v2" -> Kind.TOOL_CALL;
      case "retriever" -> Kind.RETRIEVAL;
      case "reranker" -> Kind.RERANK;
      case "evaluator" -> Kind.EVALUATION;
      case "flow" -> Kind.WORKFLOW;
      case "prompt", "executable-prompt" -> Kind.PROMPT;
      case "flowStep", "util", "promptTemplate" -> Kind.STEP;
      default -> null;
    };
  }

  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    return sent.attributes().text("genkit:name");
  }

  @Override
  public List<ContentSource> content() {
    return List.of(ContentSource.attributes(Form.PAYLOAD, "genkit:input", "genkit:output"));
  }
}
