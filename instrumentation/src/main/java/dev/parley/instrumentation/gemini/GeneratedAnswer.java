package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model generated, or as much of it as came.
 *
 * @param blockReason why the prompt was not let to the model; null where it was
 * @param messages one of each candidate; one that says why there is none, where there is none
 */
record GeneratedAnswer(
    @Nullable String id,
    @Nullable String model,
    @Nullable String serviceTier,
    @Nullable String trafficType,
    @Nullable String blockReason,
    Usage usage,
    List<Message> messages)
    implements Answer {

  @Override
  public void identity(Span span) {
    new ResponseIdentity(span)
        .id(id)
        .finishReasons(
            messages.stream().map(Message::finishReason).filter(Objects::nonNull).toList())
        .text("gcp.gen_ai.response.block_reason", blockReason)
        .text("gcp.gen_ai.response.service_tier", serviceTier)
        .text("gcp.gen_ai.response.traffic_type", trafficType);
  }
}
