package dev.parley.sdk.instrumentation;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * The attribute keys that Parley writes: OpenTelemetry's GenAI conventions, the keys that earlier
 * tools established beside them, and its own under {@code parley.}. Copied here because the
 * conventions' own artifact marks all of them deprecated.
 */
public final class GenAiAttributes {
  public static final AttributeKey<String> OPERATION_NAME = stringKey("gen_ai.operation.name");
  public static final AttributeKey<String> PROVIDER_NAME = stringKey("gen_ai.provider.name");

  /** The name of {@link #PROVIDER_NAME} before it was renamed; dashboards still read it. */
  public static final AttributeKey<String> SYSTEM = stringKey("gen_ai.system");

  public static final AttributeKey<String> CONVERSATION_ID = stringKey("gen_ai.conversation.id");
  public static final AttributeKey<Long> TURN_NUMBER = longKey("gen_ai.conversation.turn_number");

  /** True where the turn's number was counted, not given. */
  public static final AttributeKey<Boolean> TURN_AUTOMATIC = booleanKey("parley.turn.automatic");

  public static final AttributeKey<String> USER_ID = stringKey("user.id");
  public static final AttributeKey<String> SESSION_ID = stringKey("session.id");
  public static final AttributeKey<String> WORKFLOW_ID = stringKey("workflow.id");
  public static final AttributeKey<String> WORKFLOW_TYPE = stringKey("workflow.type");

  /** {@link #USER_ID} under the name that earlier dashboards read. */
  public static final AttributeKey<String> WORKFLOW_USER_ID = stringKey("workflow.user_id");

  /** {@link #SESSION_ID} under the name that earlier dashboards read. */
  public static final AttributeKey<String> WORKFLOW_SESSION_ID = stringKey("workflow.session_id");

  /** What the workflow has cost in this process when the span ended; a running total. */
  public static final AttributeKey<Double> WORKFLOW_TOTAL_COST =
      doubleKey("workflow.total_cost_usd");

  public static final AttributeKey<Long> WORKFLOW_LLM_CALLS = longKey("workflow.llm_calls");
  public static final AttributeKey<Long> WORKFLOW_TOOL_CALLS = longKey("workflow.tool_calls");
  public static final AttributeKey<String> AGENT_ID = stringKey("gen_ai.agent.id");
  public static final AttributeKey<String> AGENT_NAME = stringKey("gen_ai.agent.name");
  public static final AttributeKey<String> AGENT_DESCRIPTION =
      stringKey("gen_ai.agent.description");
  public static final AttributeKey<String> AGENT_VERSION = stringKey("gen_ai.agent.version");

  /** Custom attributes follow, as strings. */
  public static final String CUSTOM_PREFIX = "custom.";

  /** {@code llm}, {@code tool}, {@code chain}, {@code agent} or {@code prompt}. */
  public static final AttributeKey<String> SPAN_KIND = stringKey("gen_ai.l9.span.kind");

  /** {@link #USAGE_ROLE_WRAPPER} on the outer of two spans of one call. */
  public static final AttributeKey<String> USAGE_ROLE = stringKey("parley.usage.role");

  public static final String USAGE_ROLE_WRAPPER = "wrapper";

  /** On a call that started when its budget was spent. */
  public static final AttributeKey<Boolean> BUDGET_EXCEEDED = booleanKey("parley.budget.exceeded");

  /** {@code conversation}, {@code user} or {@code workflow}. */
  public static final AttributeKey<String> BUDGET_SCOPE = stringKey("parley.budget.scope");

  public static final AttributeKey<Double> BUDGET_LIMIT = doubleKey("parley.budget.limit_usd");
  public static final AttributeKey<Double> BUDGET_SPENT = doubleKey("parley.budget.spent_usd");

  public static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
  public static final AttributeKey<Double> REQUEST_TEMPERATURE =
      doubleKey("gen_ai.request.temperature");
  public static final AttributeKey<Double> REQUEST_TOP_P = doubleKey("gen_ai.request.top_p");
  public static final AttributeKey<Long> REQUEST_TOP_K = longKey("gen_ai.request.top_k");
  public static final AttributeKey<Long> REQUEST_MAX_TOKENS = longKey("gen_ai.request.max_tokens");
  public static final AttributeKey<Double> REQUEST_FREQUENCY_PENALTY =
      doubleKey("gen_ai.request.frequency_penalty");
  public static final AttributeKey<Double> REQUEST_PRESENCE_PENALTY =
      doubleKey("gen_ai.request.presence_penalty");
  public static final AttributeKey<List<String>> REQUEST_STOP_SEQUENCES =
      stringArrayKey("gen_ai.request.stop_sequences");
  public static final AttributeKey<Long> REQUEST_SEED = longKey("gen_ai.request.seed");
  public static final AttributeKey<Long> REQUEST_CHOICE_COUNT =
      longKey("gen_ai.request.choice.count");
  public static final AttributeKey<Boolean> REQUEST_STREAM = booleanKey("gen_ai.request.stream");
  public static final AttributeKey<String> REQUEST_USER = stringKey("gen_ai.request.user");
  public static final AttributeKey<String> OUTPUT_TYPE = stringKey("gen_ai.output.type");
  public static final AttributeKey<String> RESPONSE_ID = stringKey("gen_ai.response.id");
  public static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
  public static final AttributeKey<List<String>> RESPONSE_FINISH_REASONS =
      stringArrayKey("gen_ai.response.finish_reasons");

  /** All input, cached tokens included. */
  public static final AttributeKey<Long> USAGE_INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");

  /** All output, reasoning included. */
  public static final AttributeKey<Long> USAGE_OUTPUT_TOKENS =
      longKey("gen_ai.usage.output_tokens");

  public static final AttributeKey<Long> USAGE_TOTAL_TOKENS = longKey("gen_ai.usage.total_tokens");
  public static final AttributeKey<Long> USAGE_CACHE_READ =
      longKey("gen_ai.usage.cache_read.input_tokens");
  public static final AttributeKey<Long> USAGE_CACHE_WRITE =
      longKey("gen_ai.usage.cache_write.input_tokens");
  public static final AttributeKey<Long> USAGE_REASONING =
      longKey("gen_ai.usage.reasoning.output_tokens");
  public static final AttributeKey<Long> USAGE_AUDIO_INPUT =
      longKey("gen_ai.usage.audio.input_tokens");
  public static final AttributeKey<Long> USAGE_AUDIO_OUTPUT =
      longKey("gen_ai.usage.audio.output_tokens");

  public static final AttributeKey<Double> COST_TOTAL = doubleKey("gen_ai.usage.cost_usd");
  public static final AttributeKey<Double> COST_INPUT = doubleKey("gen_ai.usage.cost_input_usd");
  public static final AttributeKey<Double> COST_OUTPUT = doubleKey("gen_ai.usage.cost_output_usd");

  /** What the calls inside a step cost together, in US dollars; no cost of the step's own. */
  public static final AttributeKey<Double> COST_INNER = doubleKey("parley.cost.inner_usd");

  /** {@code estimated}: computed from a price book, not charged. */
  public static final AttributeKey<String> COST_SOURCE = stringKey("parley.cost.source");

  /** The version of the price book that the cost was computed with. */
  public static final AttributeKey<String> COST_BOOK = stringKey("parley.cost.book");

  /** JSON: an array of messages of {@code role} and {@code parts}. */
  public static final AttributeKey<String> INPUT_MESSAGES = stringKey("gen_ai.input.messages");

  /** JSON: an array of messages of {@code role}, {@code parts} and {@code finish_reason}. */
  public static final AttributeKey<String> OUTPUT_MESSAGES = stringKey("gen_ai.output.messages");

  /** JSON: an array of parts. */
  public static final AttributeKey<String> SYSTEM_INSTRUCTIONS =
      stringKey("gen_ai.system_instructions");

  /** JSON: an array of tools. */
  public static final AttributeKey<String> TOOL_DEFINITIONS = stringKey("gen_ai.tool.definitions");

  public static final AttributeKey<String> TOOL_NAME = stringKey("gen_ai.tool.name");

  /** {@code function}, {@code extension} or {@code datastore}; other words are kept. */
  public static final AttributeKey<String> TOOL_TYPE = stringKey("gen_ai.tool.type");

  public static final AttributeKey<String> TOOL_DESCRIPTION = stringKey("gen_ai.tool.description");
  public static final AttributeKey<String> TOOL_CALL_ID = stringKey("gen_ai.tool.call.id");

  /** JSON. */
  public static final AttributeKey<String> TOOL_CALL_ARGUMENTS =
      stringKey("gen_ai.tool.call.arguments");

  /** JSON, or the text where the result is text. */
  public static final AttributeKey<String> TOOL_CALL_RESULT = stringKey("gen_ai.tool.call.result");

  /** {@link #TOOL_CALL_ARGUMENTS} as earlier tools name it. */
  public static final AttributeKey<String> FUNCTION_CALL_ARGUMENTS =
      stringKey("gen_ai.function.call.arguments");

  /** {@link #TOOL_CALL_RESULT} as earlier tools name it. */
  public static final AttributeKey<String> FUNCTION_CALL_RESULT =
      stringKey("gen_ai.function.call.result");

  public static final AttributeKey<Double> FUNCTION_CALL_DURATION =
      doubleKey("gen_ai.function.call.duration_ms");
  public static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
  public static final AttributeKey<Long> SERVER_PORT = longKey("server.port");
  public static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");

  public static final String PROMPT_EVENT = "gen_ai.content.prompt";
  public static final String COMPLETION_EVENT = "gen_ai.content.completion";

  /** How many tools an answer wants to be called. */
  public static final AttributeKey<Long> TOOL_CALLS_COUNT = longKey("gen_ai.tool_calls.count");

  /** True on what came piece by piece and was not read to its end. */
  public static final AttributeKey<Boolean> STREAM_INCOMPLETE =
      booleanKey("parley.stream.incomplete");

  /** How many pieces were read. */
  public static final AttributeKey<Long> STREAM_ITEMS = longKey("parley.stream.items");

  public static final AttributeKey<Double> TIME_TO_FIRST_CHUNK =
      doubleKey("gen_ai.response.time_to_first_chunk");

  public static final String TOOL_CALL_EVENT = "gen_ai.tool.call";
  public static final String TOOL_RESULT_EVENT = "gen_ai.tool.result";

  private GenAiAttributes() {}

  /** {@code gen_ai.prompt.<message>.<field>}, the indexed form of input messages. */
  public static AttributeKey<String> prompt(int message, String field) {
    return stringKey("gen_ai.prompt." + message + '.' + field);
  }

  /** {@code gen_ai.completion.<choice>.<field>}, the indexed form of output messages. */
  public static AttributeKey<String> completion(int choice, String field) {
    return stringKey("gen_ai.completion." + choice + '.' + field);
  }

  /** {@code gen_ai.request.tools.<tool>.<field>}, the indexed form of tool definitions. */
  public static AttributeKey<String> requestTool(int tool, String field) {
    return stringKey("gen_ai.request.tools." + tool + '.' + field);
  }
}
