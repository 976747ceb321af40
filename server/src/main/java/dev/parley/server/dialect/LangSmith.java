package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LangSmith's exporter: runs of LangChain with their inputs and outputs as JSON. */
final class LangSmith implements Vocabulary {
  private static final String KIND = "langsmith.span.kind";
  private static final String INPUT = "gen_ai.usage.input_token_details";
  private static final String OUTPUT = "gen_ai.usage.output_token_details";

  /** With the official exporter the project, with others the chat's session. */
  private static final String SESSION = "langsmith.trace.session_id";

  private static final String SESSION_OF_OTHERS = "langsmith.trace.session_id (chat)";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.CACHE_READ_TOKENS, List.of(INPUT + ".cache_read")),
          entry(Field.CACHE_WRITE_TOKENS, List.of(INPUT + ".cache_creation")),
          entry(Field.CACHE_WRITE_5M_TOKENS, List.of(INPUT + ".ephemeral_5m_input_tokens")),
          entry(Field.CACHE_WRITE_1H_TOKENS, List.of(INPUT + ".ephemeral_1h_input_tokens")),
          entry(Field.AUDIO_INPUT_TOKENS, List.of(INPUT + ".audio")),
          entry(Field.REASONING_TOKENS, List.of(OUTPUT + ".reasoning")),
          entry(Field.AUDIO_OUTPUT_TOKENS, List.of(OUTPUT + ".audio")),
          entry(
              Field.CONVERSATION,
              List.of(
                  "langsmith.metadata.session_id",
                  "langsmith.metadata.thread_id",
                  "langsmith.metadata.conversation_id",
                  SESSION_OF_OTHERS)),
          entry(Field.USER, List.of("langsmith.metadata.user_id")));

  private static final Map<Field, List<String>> PRIVATE =
      Map.of(
          Field.TOOL_ARGUMENTS, List.of("gen_ai.prompt"),
          Field.TOOL_RESULT, List.of("gen_ai.completion"));

  @Override
  public Dialect dialect() {
    return Dialect.LANGSMITH;
  }

  @Override
  public boolean owns(String scope) {
    return scope.equals("langsmith");
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
    return List.of(INPUT, OUTPUT);
  }

  @Override
  public void derive(Sent sent) {
    var session = sent.attributes().get(SESSION);
    if (session != null && !owns(sent.scope())) {
      sent.attributes().add(SESSION_OF_OTHERS, session);
    }
  }

  /** Its operation names call a retriever {@code embeddings}; the kind of the run does not err. */
  @Override
  public @Nullable Kind kind(Sent sent) {
    String kind = sent.attributes().text(KIND);
    return switch (kind == null ? "" : kind.toLowerCase(Locale.ROOT)) {
      case "llm" -> Kind.MODEL_CALL;
      case "tool" -> Kind.TOOL_CALL;
      case "retriever" -> Kind.RETRIEVAL;
      case "embedding" -> Kind.EMBEDDING;
      case "prompt" -> Kind.PROMPT;
      case "chain", "parser" -> Kind.STEP;
      default -> null;
    };
  }

  @Override
  public Set<String> firstTokenEvents() {
    return Set.of("new_token");
  }
}
