package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenLLMetry (Traceloop): wrappers with entities, flattened messages, association properties. */
final class OpenLlmetry implements Vocabulary {
  private static final String KIND = "traceloop.span.kind";
  private static final String ENTITY = "traceloop.entity.name";
  private static final String ASSOCIATION = "traceloop.association.properties.";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.INPUT_TOKENS, List.of("llm.usage.prompt_tokens")),
          entry(Field.OUTPUT_TOKENS, List.of("llm.usage.completion_tokens")),
          entry(Field.REASONING_TOKENS, List.of("llm.usage.reasoning_tokens")),
          entry(Field.FINISH_REASONS, List.of("llm.response.finish_reason")),
          entry(Field.STREAM, List.of("llm.is_streaming")),
          entry(
              Field.CONVERSATION,
              List.of(
                  ASSOCIATION + "session_id",
                  ASSOCIATION + "thread_id",
                  ASSOCIATION + "conversation_id",
                  ASSOCIATION + "chat_id")),
          entry(Field.USER, List.of(ASSOCIATION + "user_id")),
          entry(Field.WORKFLOW_ID, List.of("traceloop.workflow.name")),
          entry(Field.TOOL_NAME, List.of(ENTITY)),
          entry(Field.TOOL_ARGUMENTS, List.of("traceloop.entity.input")),
          entry(Field.TOOL_RESULT, List.of("traceloop.entity.output")));

  private static final List<ContentSource> CONTENT =
      List.of(
          RetrievedDocuments.events("db.query.result", "db.query.result.", "db.query.text"),
          ContentSource.attributes(
              Form.PAYLOAD, "traceloop.entity.input", "traceloop.entity.output"));

  private static final Set<String> VECTOR_STORES =
      Set.of("pinecone", "chroma", "chromadb", "qdrant", "weaviate", "milvus", "marqo", "lancedb");

  @Override
  public Dialect dialect() {
    return Dialect.OPENLLMETRY;
  }

  /** OpenTelemetry's own instrumentations have like names, but not these. */
  @Override
  public boolean owns(String scope) {
    return scope.equals("traceloop.tracer")
        || scope.startsWith("@traceloop/")
        || isOrIsBelow(scope, "opentelemetry.instrumentation.openai")
        || isOrIsBelow(scope, "opentelemetry.instrumentation.bedrock");
  }

  private static boolean isOrIsBelow(String scope, String name) {
    return scope.startsWith(name)
        && (scope.length() == name.length() || scope.charAt(name.length()) == '.');
  }

  @Override
  public boolean marks(Sent sent) {
    Attributes attributes = sent.attributes();
    return attributes.has("llm.request.type")
        || attributes.has(KIND)
        || attributes.has("traceloop.workflow.name")
        || attributes.has("traceloop.entity.path")
        || attributes.has("llm.usage.total_tokens");
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    String kind = sent.attributes().text(KIND);
    return switch (kind == null ? "" : kind.toLowerCase(Locale.ROOT)) {
      case "workflow" -> Kind.WORKFLOW;
      case "agent" -> Kind.AGENT;
      case "tool" -> Kind.TOOL_CALL;
      case "task" -> Kind.STEP;
      default -> null;
    };
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    Attributes attributes = sent.attributes();
    String system = attributes.text("db.system");
    if (system == null || !VECTOR_STORES.contains(system.toLowerCase(Locale.ROOT))) {
      return null;
    }
    boolean asked =
        attributes.has("db.vector.query.top_k")
            || sent.events().stream().anyMatch(e -> e.name().equals("db.query.result"));
    return asked ? Kind.RETRIEVAL : Kind.DB;
  }

  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    return sent.attributes().text(ENTITY);
  }

  /**
   * Bedrock's numbers are handed on as they are, with a total of input and output alone that it
   * adds up by itself; Anthropic's are added up.
   */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    boolean raw = "aws.bedrock".equals(provider);
    return new Counting(raw, false, raw);
  }

  @Override
  public List<ContentSource> content() {
    return CONTENT;
  }
}
