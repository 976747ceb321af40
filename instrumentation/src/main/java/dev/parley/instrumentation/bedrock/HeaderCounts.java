package dev.parley.instrumentation.bedrock;

import dev.parley.pricing.Usage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The tokens that the service counts itself, whatever the model's body says: in the headers of an
 * answer, and in the last piece of a streamed one.
 *
 * @param input null where it is not told
 * @param output null where it is not told
 */
record HeaderCounts(@Nullable Long input, @Nullable Long output) {

  static final HeaderCounts NONE = new HeaderCounts(null, null);

  static HeaderCounts of(SdkHttpResponse response) {
    return new HeaderCounts(
        count(response, "x-amzn-bedrock-input-token-count"),
        count(response, "x-amzn-bedrock-output-token-count"));
  }

  /** What the body says; where it says nothing, what the headers do. */
  Usage orElse(Usage body) {
    return body.isKnown() || (input == null && output == null)
        ? body
        : Usage.builder().input(input).output(output).build();
  }

  private static @Nullable Long count(SdkHttpResponse response, String header) {
    String value = response.firstMatchingHeader(header).orElse("");
    return value.isEmpty() || value.length() > 18 || !value.chars().allMatch(Character::isDigit)
        ? null
        : Long.valueOf(value);
  }
}
