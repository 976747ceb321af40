package dev.parley.instrumentation.bedrock;

/** Keys of what is Bedrock's own and has none in the conventions. */
final class BedrockKeys {

  /** {@code priority}, {@code default}, {@code flex}, {@code reserved}. */
  static final String REQUEST_TIER = "aws.bedrock.request.service_tier";

  static final String RESPONSE_TIER = "aws.bedrock.response.service_tier";

  /** {@code standard}, {@code optimized}. */
  static final String REQUEST_LATENCY = "aws.bedrock.request.performance_latency";

  static final String RESPONSE_LATENCY = "aws.bedrock.response.performance_latency";

  private BedrockKeys() {}
}
