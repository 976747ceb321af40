package dev.parley.server.dialect;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Google's Agent Development Kit. Older versions keep the model's request and response as JSON
 * documents.
 */
final class GoogleAdk implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(
              Field.INPUT_TOKENS,
              List.of("gcp.vertex.agent.llm_response.usage_metadata.prompt_token_count")),
          entry(
              Field.OUTPUT_TOKENS,
              List.of("gcp.vertex.agent.llm_response.usage_metadata.candidates_token_count")),
          entry(
              Field.CACHE_READ_TOKENS,
              List.of("gcp.vertex.agent.llm_response.usage_metadata.cached_content_token_count")),
          entry(
              Field.REASONING_TOKENS,
              List.of(
                  "gcp.vertex.agent.llm_response.usage_metadata.thoughts_token_count",
                  "gen_ai.usage.experimental.reasoning_tokens")),
          entry(
              Field.TOTAL_TOKENS,
              List.of("gcp.vertex.agent.llm_response.usage_metadata.total_token_count")),
          entry(Field.FINISH_REASONS, List.of("gcp.vertex.agent.llm_response.finish_reason")),
          entry(Field.CONVERSATION, List.of("gcp.vertex.agent.session_id")),
          entry(Field.USER, List.of("gcp.vertex.agent.user_id")),
          entry(Field.TOOL_ARGUMENTS, List.of("gcp.vertex.agent.tool_call_args")),
          entry(Field.TOOL_RESULT, List.of("gcp.vertex.agent.tool_response")));

  @Override
  public Dialect dialect() {
    return Dialect.GOOGLE_ADK;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("gcp.vertex.agent");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("gcp.vertex.agent.invocation_id")
        || sent.attributes().has("gcp.vertex.agent.session_id")
        || sent.attributes().has("gcp.vertex.agent.llm_request");
  }

  @Override
  public List<String> objects() {
    return List.of("gcp.vertex.agent.llm_response");
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    if (!owns(sent.scope()) && !marks(sent)) {
      return null;
    }
    String name = sent.name();
    if (name.startsWith("agent_run [")) {
      return Kind.AGENT;
    }
    return switch (name) {
      case "call_llm" -> Kind.MODEL_CALL;
      case "invocation" -> Kind.WORKFLOW;
      case "send_data", "execute_tool (merged tools)" -> Kind.STEP;
      default -> null;
    };
  }

  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    String name = sent.name();
    return kind == Kind.AGENT && name.startsWith("agent_run [") && name.endsWith("]")
        ? name.substring("agent_run [".length(), name.length() - 1)
        : null;
  }

  /** Gemini's habit: the answer's count leaves its thoughts out. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    return new Counting(false, true, false);
  }

  @Override
  public List<ContentSource> content() {
    return List.of(new ContentSource(Form.DOCUMENT, GoogleAdk::fill));
  }

  private static void fill(Sent sent, Said said) {
    JsonNode request = document(sent, "gcp.vertex.agent.llm_request");
    if (request != null) {
      JsonNode instruction = request.path("config").path("system_instruction");
      if (!instruction.isMissingNode()) {
        said.system(Messages.ofNode(instruction, "system"));
      }
      said.input(Messages.ofNode(request.path("contents"), "user"));
    }
    JsonNode response = document(sent, "gcp.vertex.agent.llm_response");
    if (response != null && response.path("content").isObject()) {
      said.output(Messages.ofNode(response.path("content"), "assistant"));
    }
  }

  private static @Nullable JsonNode document(Sent sent, String key) {
    String text = sent.attributes().content(key);
    return text == null ? null : Json.structure(text);
  }
}
