package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claude Code: its spans, and what {@link ClaudeCodeEvents} makes of its log events. */
final class ClaudeCode implements Vocabulary {
  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.REQUEST_MODEL, List.of("model")),
          entry(Field.RESPONSE_ID, List.of("request_id")),
          entry(Field.FINISH_REASONS, List.of("stop_reason")),
          entry(Field.TIME_TO_FIRST_TOKEN_MILLIS, List.of("ttft_ms")),
          entry(Field.INPUT_TOKENS, List.of("input_tokens")),
          entry(Field.OUTPUT_TOKENS, List.of("output_tokens")),
          entry(Field.CACHE_READ_TOKENS, List.of("cache_read_tokens")),
          entry(Field.CACHE_WRITE_TOKENS, List.of("cache_creation_tokens")),
          entry(Field.ESTIMATED_COST, List.of("cost_usd")),
          entry(Field.USER, List.of("user.account_uuid", "user.email")),
          entry(Field.AGENT_ID, List.of("agent_id")),
          entry(Field.TOOL_NAME, List.of("tool_name")),
          entry(Field.TOOL_CALL_ID, List.of("tool_use_id")),
          entry(Field.TOOL_ARGUMENTS, List.of("tool_input", "tool_parameters")),
          entry(Field.ERROR_TYPE, List.of("error_type")),
          entry(Field.ERROR_MESSAGE, List.of("error")));

  @Override
  public Dialect dialect() {
    return Dialect.CLAUDE_CODE;
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
    return scope.startsWith("com.anthropic.claude_code");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.name().startsWith("claude_code.");
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    return switch (sent.name()) {
      case "claude_code.interaction" -> Kind.AGENT;
      case "claude_code.llm_request" -> Kind.MODEL_CALL;
      case "claude_code.tool" -> Kind.TOOL_CALL;
      case "claude_code.tool.execution", "claude_code.tool.blocked_on_user", "claude_code.hook" ->
          Kind.STEP;
      default -> null;
    };
  }

  /** Its own four counts are disjoint; those written beside them for an event are not. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    return sent.attributes().has(EventSpan.SOURCE) ? Counting.CONVENTIONS : Counting.CACHE_APART;
  }

  @Override
  public boolean failed(Sent sent) {
    String success = sent.attributes().text("success");
    return "false".equalsIgnoreCase(success);
  }

  @Override
  public List<ContentSource> content() {
    return List.of(
        new ContentSource(
            Form.VENDOR,
            (sent, said) -> {
              String prompt =
                  sent.name().equals("claude_code.interaction")
                      ? sent.attributes().content("user_prompt")
                      : null;
              if (prompt != null && !prompt.isEmpty() && !EventSpan.isWithheld(prompt)) {
                said.input(List.of(Messages.text("user", prompt)));
              }
            }));
  }
}
