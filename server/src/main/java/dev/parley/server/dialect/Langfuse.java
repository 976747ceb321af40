package dev.parley.server.dialect;

import static java.util.Map.entry;

import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Langfuse's SDKs: observations with usage and cost as JSON objects of disjoint parts. */
final class Langfuse implements Vocabulary {
  private static final String TYPE = "langfuse.observation.type";
  private static final String USAGE = "langfuse.observation.usage_details";
  private static final String COST = "langfuse.observation.cost_details";

  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.REQUEST_MODEL, List.of("langfuse.observation.model.name")),
          entry(Field.INPUT_TOKENS, usage("input", "input_tokens", "prompt_tokens")),
          entry(Field.OUTPUT_TOKENS, usage("output", "output_tokens", "completion_tokens")),
          entry(Field.TOTAL_TOKENS, usage("total", "total_tokens")),
          entry(
              Field.CACHE_READ_TOKENS,
              usage(
                  "input_cached_tokens",
                  "cache_read_input_tokens",
                  "input_cache_read",
                  "prompt_tokens_details.cached_tokens")),
          entry(
              Field.CACHE_WRITE_TOKENS,
              usage("cache_creation_input_tokens", "input_cache_creation")),
          entry(Field.CACHE_WRITE_5M_TOKENS, usage("input_cache_creation_5m")),
          entry(Field.CACHE_WRITE_1H_TOKENS, usage("input_cache_creation_1h")),
          entry(
              Field.REASONING_TOKENS,
              usage("output_reasoning_tokens", "completion_tokens_details.reasoning_tokens")),
          entry(Field.AUDIO_INPUT_TOKENS, usage("input_audio_tokens", "input_audio")),
          entry(Field.AUDIO_OUTPUT_TOKENS, usage("output_audio_tokens", "output_audio")),
          entry(Field.ESTIMATED_COST, List.of(COST + ".total")),
          entry(Field.ESTIMATED_INPUT_COST, List.of(COST + ".input")),
          entry(Field.ESTIMATED_OUTPUT_COST, List.of(COST + ".output")),
          entry(Field.FIRST_TOKEN_AT, List.of("langfuse.observation.completion_start_time")),
          entry(Field.CONVERSATION, List.of("langfuse.session.id")),
          entry(Field.USER, List.of("langfuse.user.id")),
          entry(Field.WORKFLOW_ID, List.of("langfuse.trace.name")),
          entry(Field.TOOL_ARGUMENTS, List.of("langfuse.observation.input")),
          entry(Field.TOOL_RESULT, List.of("langfuse.observation.output")),
          entry(Field.ENVIRONMENT, List.of("langfuse.environment")),
          entry(Field.ERROR_MESSAGE, List.of("langfuse.observation.status_message")));

  private static final List<ContentSource> CONTENT =
      List.of(
          ContentSource.attributes(
              Form.PAYLOAD, "langfuse.observation.input", "langfuse.observation.output"),
          ContentSource.attributes(Form.DOCUMENT, "langfuse.trace.input", "langfuse.trace.output"));

  private static List<String> usage(String... members) {
    return List.of(members).stream().map(member -> USAGE + '.' + member).toList();
  }

  @Override
  public Dialect dialect() {
    return Dialect.LANGFUSE;
  }

  @Override
  public boolean owns(String scope) {
    return scope.equals("langfuse-sdk");
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has(TYPE);
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  @Override
  public Map<Field, List<String>> privateKeys() {
    return Map.of(Field.CONVERSATION, List.of("session.id"));
  }

  @Override
  public List<String> objects() {
    return List.of(USAGE, COST);
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    return switch (type(sent)) {
      // Its wrapper of OpenAI's client calls everything that client does a generation.
      case "generation" -> sent.name().endsWith(".embeddings") ? Kind.EMBEDDING : Kind.MODEL_CALL;
      case "embedding" -> Kind.EMBEDDING;
      case "agent" -> Kind.AGENT;
      case "tool" -> Kind.TOOL_CALL;
      case "chain" -> Kind.STEP;
      case "retriever" -> Kind.RETRIEVAL;
      case "guardrail" -> Kind.GUARDRAIL;
      case "evaluator" -> Kind.EVALUATION;
      default -> null;
    };
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return switch (type(sent)) {
      case "span", "event" -> Kind.STEP;
      default -> null;
    };
  }

  private static String type(Sent sent) {
    String type = sent.attributes().text(TYPE);
    return type == null ? "" : type.toLowerCase(Locale.ROOT);
  }

  @Override
  public @Nullable String nameOf(Sent sent, Kind kind) {
    return sent.name();
  }

  /**
   * Disjoint by contract; counts that were handed on as a provider sent them follow its rule, and
   * those that are told by keys of the conventions, which are preferred, follow the conventions.
   */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    Attributes attributes = sent.attributes();
    boolean disjoint = attributes.has(USAGE + ".input");
    if (!disjoint && !attributes.has(USAGE + ".cache_read_input_tokens")) {
      return Counting.CONVENTIONS;
    }
    Reader reader = new Reader(attributes, Dialect.LANGFUSE);
    return new Counting(
        isOwn(reader, Field.INPUT_TOKENS), disjoint && isOwn(reader, Field.OUTPUT_TOKENS), false);
  }

  private static boolean isOwn(Reader reader, Field field) {
    String key = reader.key(field, Attributes::count);
    return key == null || key.startsWith(USAGE);
  }

  @Override
  public boolean failed(Sent sent) {
    return "ERROR".equals(sent.attributes().text("langfuse.observation.level"));
  }

  @Override
  public List<ContentSource> content() {
    return CONTENT;
  }
}
