package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LiveKit's voice agents. Their spans' names are plain words, so that only their scope tells. */
final class LiveKit implements Vocabulary {
  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.TOOL_RESULT, List.of("lk.function_tool.output")),
          entry(Field.TOOL_NAME, List.of("lk.function_tool.name")),
          entry(Field.TOOL_ARGUMENTS, List.of("lk.function_tool.arguments")));

  @Override
  public Dialect dialect() {
    return Dialect.LIVEKIT;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return Map.of();
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return PRIVATE_KEYS;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("livekit-agents");
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    if (!owns(sent.scope())) {
      return null;
    }
    return switch (sent.name()) {
      case "agent_session" -> Kind.AGENT;
      case "llm_request" -> Kind.MODEL_CALL;
      case "tts_request" -> Kind.AUDIO;
      case "function_tool" -> Kind.TOOL_CALL;
      case "user_turn",
          "agent_turn",
          "llm_node",
          "tts_node",
          "llm_request_run",
          "tts_request_run" ->
          Kind.STEP;
      default -> null;
    };
  }

  @Override
  public List<ContentSource> content() {
    return List.of(
        ContentSource.attributes(Form.VENDOR, "lk.chat_ctx", "lk.response.text"),
        ContentSource.attributes(Form.VENDOR, "lk.user_input", null),
        ContentSource.attributes(Form.VENDOR, "lk.user_transcript", null));
  }
}
