package dev.parley.server.dialect;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.parley.server.dialect.ContentSource.Form;
import dev.parley.server.model.Dialect;
import dev.parley.server.wire.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry GenAI conventions: the current keys, then their deprecated spellings down to
 * 1.26, then spellings that emitters of these conventions use in the wild.
 */
final class Semconv implements Vocabulary {
  private static final Map<Field, List<String>> KEYS =
      Map.ofEntries(
          entry(Field.OPERATION, List.of("gen_ai.operation.name")),
          entry(Field.PROVIDER, List.of("gen_ai.provider.name", "gen_ai.system")),
          entry(Field.REQUEST_MODEL, List.of("gen_ai.request.model")),
          entry(Field.RESPONSE_MODEL, List.of("gen_ai.response.model")),
          entry(Field.RESPONSE_ID, List.of("gen_ai.response.id")),
          entry(
              Field.SERVICE_TIER,
              List.of(
                  "openai.response.service_tier",
                  "gen_ai.openai.response.service_tier",
                  "gen_ai.response.service_tier")),
          entry(
              Field.FINISH_REASONS,
              List.of("gen_ai.response.finish_reasons", "gen_ai.response.finish_reason")),
          entry(
              Field.STREAM,
              List.of("gen_ai.request.stream", "gen_ai.is_streaming", "gen_ai.response.streaming")),
          entry(
              Field.TIME_TO_FIRST_TOKEN,
              List.of(
                  "gen_ai.response.time_to_first_chunk",
                  "gen_ai.client.operation.time_to_first_chunk",
                  "gen_ai.server.time_to_first_token")),
          entry(
              Field.INPUT_TOKENS,
              List.of("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")),
          entry(
              Field.OUTPUT_TOKENS,
              List.of("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")),
          entry(Field.TOTAL_TOKENS, List.of("gen_ai.usage.total_tokens", "llm.usage.total_tokens")),
          entry(
              Field.CACHE_READ_TOKENS,
              List.of(
                  "gen_ai.usage.cache_read.input_tokens",
                  "gen_ai.usage.cache_read_input_tokens",
                  "gen_ai.usage.input_tokens.cached",
                  "gen_ai.usage.prompt_tokens_details.cached_tokens")),
          entry(
              Field.CACHE_WRITE_TOKENS,
              List.of(
                  "gen_ai.usage.cache_write.input_tokens",
                  "gen_ai.usage.cache_creation.input_tokens",
                  "gen_ai.usage.cache_creation_input_tokens",
                  "gen_ai.usage.cache_write_input_tokens",
                  "gen_ai.usage.input_tokens.cache_write",
                  "gen_ai.usage.prompt_tokens_details.cache_creation_tokens")),
          entry(
              Field.CACHE_WRITE_5M_TOKENS,
              List.of("gen_ai.usage.cache_creation.ephemeral_5m_input_tokens")),
          entry(
              Field.CACHE_WRITE_1H_TOKENS,
              List.of("gen_ai.usage.cache_creation.ephemeral_1h_input_tokens")),
          entry(
              Field.REASONING_TOKENS,
              List.of(
                  "gen_ai.usage.reasoning.output_tokens",
                  "gen_ai.usage.reasoning_tokens",
                  "gen_ai.usage.output_tokens.reasoning",
                  "gen_ai.usage.completion_tokens_details.reasoning_tokens")),
          entry(
              Field.AUDIO_INPUT_TOKENS,
              List.of(
                  "gen_ai.usage.audio.input_tokens",
                  "gen_ai.usage.prompt_tokens_details.audio_tokens")),
          entry(
              Field.AUDIO_OUTPUT_TOKENS,
              List.of(
                  "gen_ai.usage.audio.output_tokens",
                  "gen_ai.usage.completion_tokens_details.audio_tokens")),
          entry(Field.BILLED_COST, List.of("gen_ai.cost.total_cost", "gen_ai.usage.total_cost")),
          entry(Field.ESTIMATED_COST, List.of("gen_ai.usage.cost", "operation.cost")),
          entry(Field.CONVERSATION, List.of("gen_ai.conversation.id")),
          entry(Field.GENAI_SESSION, List.of("session.id", "gen_ai.session.id")),
          entry(
              Field.USER,
              List.of("user.id", "enduser.id", "gen_ai.user.id", "gen_ai.user", "llm.user")),
          entry(Field.WORKFLOW_ID, List.of("gen_ai.workflow.id", "gen_ai.workflow.name")),
          entry(Field.AGENT_ID, List.of("gen_ai.agent.id")),
          entry(Field.AGENT_NAME, List.of("gen_ai.agent.name", "agent_name")),
          entry(Field.TOOL_NAME, List.of("gen_ai.tool.name")),
          entry(Field.TOOL_CALL_ID, List.of("gen_ai.tool.call.id")),
          entry(Field.TOOL_ARGUMENTS, List.of("gen_ai.tool.call.arguments", "gen_ai.tool.input")),
          entry(
              Field.TOOL_RESULT,
              List.of("gen_ai.tool.call.result", "gen_ai.tool.result", "gen_ai.tool.output")),
          entry(Field.ERROR_TYPE, List.of("error.type")),
          entry(Field.ERROR_MESSAGE, List.of("error.message", "exception.message")));

  private static final List<ContentSource> CONTENT =
      List.of(
          ContentSource.instructions(Form.MESSAGES, "gen_ai.system_instructions"),
          ContentSource.attributes(
              Form.MESSAGES, "gen_ai.input.messages", "gen_ai.output.messages"),
          ContentSource.attributes(
              Form.MESSAGES, "gen_ai.request.messages", "gen_ai.response.text"),
          RetrievedDocuments.attribute("gen_ai.retrieval.documents", "gen_ai.retrieval.query.text"),
          IndexedMessages.source("gen_ai.prompt.", "gen_ai.completion."),
          EventMessages.SOURCE,
          ContentSource.attributes(Form.WHOLE, "gen_ai.prompt", "gen_ai.completion"),
          EventMessages.TOOL_CALLS,
          new ContentSource(Form.DOCUMENT, Semconv::answeredCalls));

  /** Tool calls in an attribute beside that of the answer's text. */
  private static void answeredCalls(Sent sent, Said said) {
    Value calls = sent.attributes().get("gen_ai.response.tool_calls");
    if (calls != null) {
      ArrayNode parts = Json.MAPPER.createArrayNode();
      Parts.addToolCalls(parts, RawJson.tree(calls));
      said.toolCalls(List.of(new Draft("assistant", parts, null, null)));
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.SEMCONV;
  }

  @Override
  public boolean marks(Sent sent) {
    Attributes attributes = sent.attributes();
    return attributes.hasPrefix("gen_ai.") || attributes.has("mcp.method.name");
  }

  @Override
  public Map<Field, List<String>> keys() {
    return KEYS;
  }

  /** AWS's SDK instrumentation passes the provider's raw numbers on. */
  @Override
  public Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    return sent.scope().startsWith("io.opentelemetry.aws-sdk")
        ? Counting.CACHE_APART
        : Counting.CONVENTIONS;
  }

  @Override
  public Set<String> firstTokenEvents() {
    return Set.of("gen_ai.content.completion.chunk", "llm.content.completion.chunk");
  }

  @Override
  public List<ContentSource> content() {
    return CONTENT;
  }
}
