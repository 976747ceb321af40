package dev.parley.server.dialect;

import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a span did. First hit wins: a dialect's own marker, the operation's name, MCP's method, the
 * request type, a dialect's vague marker, the span's name, the keys that are present, and at last
 * the transport.
 */
final class Kinds {
  private static final Map<String, Kind> OPERATIONS =
      Map.ofEntries(
          Map.entry("chat", Kind.MODEL_CALL),
          Map.entry("text_completion", Kind.MODEL_CALL),
          Map.entry("text.completion", Kind.MODEL_CALL),
          Map.entry("generate_content", Kind.MODEL_CALL),
          Map.entry("completion", Kind.MODEL_CALL),
          Map.entry("generate", Kind.MODEL_CALL),
          Map.entry("llm_request", Kind.MODEL_CALL),
          Map.entry("llm_call", Kind.MODEL_CALL),
          Map.entry("chat.completions", Kind.MODEL_CALL),
          Map.entry("response", Kind.MODEL_CALL),
          Map.entry("responses", Kind.MODEL_CALL),
          Map.entry("embeddings", Kind.EMBEDDING),
          Map.entry("embedding", Kind.EMBEDDING),
          Map.entry("retrieval", Kind.RETRIEVAL),
          Map.entry("vector_db_retrieve", Kind.RETRIEVAL),
          Map.entry("vectordb", Kind.RETRIEVAL),
          Map.entry("rerank", Kind.RERANK),
          Map.entry("execute_tool", Kind.TOOL_CALL),
          Map.entry("tool.call", Kind.TOOL_CALL),
          Map.entry("tool_call", Kind.TOOL_CALL),
          Map.entry("invoke_agent", Kind.AGENT),
          Map.entry("create_agent", Kind.AGENT),
          Map.entry("invoke_swarm", Kind.AGENT),
          Map.entry("invoke_graph", Kind.AGENT),
          Map.entry("invoke_workflow", Kind.WORKFLOW),
          Map.entry("agent_step", Kind.STEP),
          Map.entry("plan", Kind.STEP),
          Map.entry("execute_task", Kind.STEP),
          Map.entry("framework", Kind.STEP),
          Map.entry("execute_event_loop_cycle", Kind.STEP),
          Map.entry("fetch_response", Kind.STEP),
          Map.entry(EventSpan.DECISION, Kind.STEP),
          Map.entry("create_memory_store", Kind.MEMORY),
          Map.entry("delete_memory_store", Kind.MEMORY),
          Map.entry("search_memory", Kind.MEMORY),
          Map.entry("create_memory", Kind.MEMORY),
          Map.entry("update_memory", Kind.MEMORY),
          Map.entry("upsert_memory", Kind.MEMORY),
          Map.entry("delete_memory", Kind.MEMORY),
          Map.entry("guardrail_check", Kind.GUARDRAIL),
          Map.entry("agent_handoff", Kind.HANDOFF),
          Map.entry("image", Kind.IMAGE),
          Map.entry("image_generation", Kind.IMAGE),
          Map.entry("audio", Kind.AUDIO),
          Map.entry("transcription", Kind.AUDIO),
          Map.entry("speech_generation", Kind.AUDIO));

  private static final Map<String, Kind> REQUEST_TYPES =
      Map.of(
          "chat", Kind.MODEL_CALL,
          "completion", Kind.MODEL_CALL,
          "acompletion", Kind.MODEL_CALL,
          "embedding", Kind.EMBEDDING,
          "aembedding", Kind.EMBEDDING,
          "rerank", Kind.RERANK);

  private Kinds() {}

  /** A place where the kind is looked for, told as the end of the sentence "named by …". */
  record Step(String source, BiFunction<Sent, Questions, @Nullable Kind> find) {}

  static final List<Step> STEPS =
      List.of(
          new Step("a marker of its dialect", Vocabularies::kind),
          new Step("gen_ai.operation.name", (sent, questions) -> byOperation(sent.attributes())),
          new Step("mcp.method.name", (sent, questions) -> byMethod(sent.attributes())),
          new Step(
              "llm.request.type",
              (sent, questions) -> look(REQUEST_TYPES, sent.attributes().text("llm.request.type"))),
          new Step("a vague marker of its dialect", Vocabularies::vagueKind),
          new Step("the span's name", (sent, questions) -> byName(sent.name())),
          new Step(
              "the attributes that are there", (sent, questions) -> byKeys(sent.attributes())));

  static Kind of(Sent sent) {
    Questions questions = sent.shape().questions(sent);
    for (Step step : questions.steps()) {
      Kind kind = step.find().apply(sent, questions);
      if (kind != null) {
        return kind;
      }
    }
    return byTransport(sent.attributes());
  }

  /** What names the kind. */
  static String source(Sent sent) {
    return STEPS.stream()
        .filter(step -> step.find().apply(sent, Questions.ALL) != null)
        .findFirst()
        .map(Step::source)
        .orElse("its transport: nothing of GenAI is on it");
  }

  /** By the name of an operation; null when none is known by it. */
  static @Nullable Kind ofOperation(@Nullable String operation) {
    return look(OPERATIONS, operation);
  }

  private static @Nullable Kind byOperation(Attributes attributes) {
    return ofOperation(attributes.text("gen_ai.operation.name"));
  }

  private static @Nullable Kind byMethod(Attributes attributes) {
    String method = attributes.text("mcp.method.name");
    if (method == null) {
      return null;
    }
    return method.equals("tools/call") ? Kind.TOOL_CALL : Kind.MCP;
  }

  private static @Nullable Kind look(Map<String, Kind> table, @Nullable String word) {
    return word == null ? null : table.get(word.toLowerCase(Locale.ROOT));
  }

  private static @Nullable Kind byName(String name) {
    if (name.startsWith("execute_tool ")) {
      return Kind.TOOL_CALL;
    }
    if (name.startsWith("invoke_agent ")) {
      return Kind.AGENT;
    }
    return switch (name) {
      case "litellm_request" -> Kind.MODEL_CALL;
      case "raw_gen_ai_request" -> Kind.HTTP;
      case "workflow.run" -> Kind.WORKFLOW;
      default -> null;
    };
  }

  private static @Nullable Kind byKeys(Attributes attributes) {
    boolean model =
        attributes.text("gen_ai.request.model") != null
            || attributes.text("gen_ai.response.model") != null;
    if (!model && (attributes.has("gen_ai.tool.name") || attributes.has("gen_ai.tool.call.id"))) {
      return Kind.TOOL_CALL;
    }
    boolean asked =
        attributes.hasPrefix("gen_ai.usage.")
            || attributes.has("gen_ai.input.messages")
            || attributes.has("gen_ai.output.messages")
            || attributes.has("gen_ai.prompt")
            || attributes.has("gen_ai.completion")
            || attributes.has("gen_ai.prompt.0.role")
            || attributes.has("gen_ai.completion.0.role");
    if (model && asked) {
      return Kind.MODEL_CALL;
    }
    // Context keys of the conventions ride on every span of an agent; alone they name a plain step.
    boolean transport = byTransport(attributes) != Kind.OTHER;
    return !transport && attributes.has("gen_ai.agent.name") && model ? Kind.AGENT : null;
  }

  private static Kind byTransport(Attributes attributes) {
    if (attributes.has("db.system") || attributes.has("db.system.name")) {
      return Kind.DB;
    }
    boolean http =
        attributes.has("http.request.method")
            || attributes.has("http.method")
            || attributes.has("http.route")
            || attributes.has("http.response.status_code")
            || attributes.has("http.status_code")
            || attributes.has("http.url");
    return http ? Kind.HTTP : Kind.OTHER;
  }
}
