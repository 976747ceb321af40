package dev.parley.server.dialect;

/** What a dialect has keys for. */
enum Field {
  OPERATION,
  PROVIDER,
  REQUEST_MODEL,
  RESPONSE_MODEL,
  RESPONSE_ID,
  SERVICE_TIER,
  FINISH_REASONS,
  /** Whether the answer was streamed. */
  STREAM,
  /** In seconds, or as {@link Vocabulary#firstTokenInMillis} says. */
  TIME_TO_FIRST_TOKEN,
  TIME_TO_FIRST_TOKEN_MILLIS,
  /** A moment in ISO 8601. */
  FIRST_TOKEN_AT,
  INPUT_TOKENS,
  /** What no cache served or stored, where the emitter tells it apart. */
  UNCACHED_INPUT_TOKENS,
  OUTPUT_TOKENS,
  TOTAL_TOKENS,
  CACHE_READ_TOKENS,
  CACHE_WRITE_TOKENS,
  CACHE_WRITE_5M_TOKENS,
  CACHE_WRITE_1H_TOKENS,
  REASONING_TOKENS,
  AUDIO_INPUT_TOKENS,
  AUDIO_OUTPUT_TOKENS,
  /** Dollars that a provider or gateway charged. */
  BILLED_COST,
  /** Dollars by some client's price table. */
  ESTIMATED_COST,
  ESTIMATED_INPUT_COST,
  ESTIMATED_OUTPUT_COST,
  CONVERSATION,
  /**
   * A conversation only where the span is a GenAI one: browsers and mobiles use the key as well.
   */
  GENAI_SESSION,
  TURN,
  USER,
  WORKFLOW_ID,
  WORKFLOW_TYPE,
  AGENT_ID,
  AGENT_NAME,
  CATEGORY,
  TOOL_NAME,
  TOOL_CALL_ID,
  TOOL_ARGUMENTS,
  TOOL_RESULT,
  /** Where the span has another one than its resource. */
  ENVIRONMENT,
  ERROR_TYPE,
  ERROR_MESSAGE
}
