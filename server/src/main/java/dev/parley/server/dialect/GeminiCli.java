package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gemini CLI: its spans, and what {@link GeminiEvents} makes of its log events. */
final class GeminiCli implements Vocabulary {
  private static final Map<Field, List<String>> PRIVATE_KEYS =
      Map.ofEntries(
          entry(Field.REQUEST_MODEL, List.of("model")),
          entry(Field.USER, List.of("user.email")),
          entry(Field.INPUT_TOKENS, List.of("input_token_count")),
          entry(Field.OUTPUT_TOKENS, List.of("output_token_count")),
          entry(Field.CACHE_READ_TOKENS, List.of("cached_content_token_count")),
          entry(Field.REASONING_TOKENS, List.of("thoughts_token_count")),
          entry(Field.TOTAL_TOKENS, List.of("total_token_count")),
          entry(Field.TOOL_NAME, List.of("function_name")),
          entry(Field.TOOL_ARGUMENTS, List.of("function_args")),
          entry(Field.TOOL_CALL_ID, List.of("gen_ai.tool.call_id")),
          entry(Field.ERROR_TYPE, List.of("error_type")),
          entry(Field.ERROR_MESSAGE, List.of("error")));

  @Override
  public Dialect dialect() {
    return Dialect.GEMINI_CLI;
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
    return scope.startsWith("gemini-cli");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.name().startsWith("gemini_cli.");
  }

  /** Thoughts stand beside the output; not in the counts that were written for an event. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    return sent.attributes().has(EventSpan.SOURCE)
        ? Counting.CONVENTIONS
        : new Counting(false, true, false);
  }
}
