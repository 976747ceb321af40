package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings; their vectors are never recorded. The Developer API may tell no tokens, Vertex AI
 * tells them with each vector. Characters, which some models are billed by, are no tokens.
 */
final class EmbedAnswer implements Answer {

  static final AttributeKey<Long> DIMENSIONS =
      AttributeKey.longKey("gen_ai.embeddings.dimension.count");

  private final Tree answer;

  EmbedAnswer(Tree answer) {
    this.answer = answer;
  }

  private List<Tree> embeddings() {
    List<Tree> embeddings = new ArrayList<>(answer.get("embeddings").items());
    answer.get("predictions").items().forEach(one -> embeddings.add(one.get("embeddings")));
    embeddings.add(answer.get("embedding"));
    return embeddings;
  }

  @Override
  public @Nullable String model() {
    return answer.get("modelVersion").text();
  }

  @Override
  public Usage usage() {
    Long tokens = answer.get("usageMetadata").get("promptTokenCount").integer();
    if (tokens != null) {
      return Usage.builder().inputUncached(tokens).build();
    }
    long sum = 0;
    boolean known = false;
    for (Tree embedding : embeddings()) {
      Tree statistics = embedding.get("statistics");
      Long counted = statistics.get("token_count").integer();
      counted = counted == null ? statistics.get("tokenCount").integer() : counted;
      if (counted != null) {
        sum += counted;
        known = true;
      }
    }
    return known ? Usage.builder().inputUncached(sum).build() : Usage.unknown();
  }

  @Override
  public void identity(Span span) {
    if (embeddings().get(0).get("values").value() instanceof JsonTree.Omitted vector) {
      span.setAttribute(DIMENSIONS, vector.size());
    }
  }
}
