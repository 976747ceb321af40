package dev.parley.sdk.instrumentation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;

/**
 * The attributes of a call's metrics.
 *
 * @param common what all of them have
 * @param input of the count of input tokens
 * @param output of the count of output tokens
 */
record CallAttributes(Attributes common, Attributes input, Attributes output) {
  private static final AttributeKey<String> TOKEN_TYPE =
      AttributeKey.stringKey("gen_ai.token.type");

  private static final int HTTPS = 443;

  static CallAttributes of(CallLabels labels) {
    AttributesBuilder builder = Attributes.builder();
    builder.put(GenAiAttributes.OPERATION_NAME, labels.operation());
    if (labels.provider() != null) {
      builder.put(GenAiAttributes.PROVIDER_NAME, labels.provider());
      builder.put(GenAiAttributes.SYSTEM, labels.provider());
    }
    if (labels.requestModel() != null) {
      builder.put(GenAiAttributes.REQUEST_MODEL, labels.requestModel());
    }
    if (labels.responseModel() != null) {
      builder.put(GenAiAttributes.RESPONSE_MODEL, labels.responseModel());
    }
    if (labels.host() != null) {
      builder.put(GenAiAttributes.SERVER_ADDRESS, labels.host());
      if (labels.port() > 0 && labels.port() != HTTPS) {
        builder.put(GenAiAttributes.SERVER_PORT, (long) labels.port());
      }
    }
    Attributes common = builder.build();
    return new CallAttributes(
        common,
        common.toBuilder().put(TOKEN_TYPE, "input").build(),
        common.toBuilder().put(TOKEN_TYPE, "output").build());
  }
}
