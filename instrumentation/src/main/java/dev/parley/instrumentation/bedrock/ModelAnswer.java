package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer of InvokeModel: what its body says, and what its headers do. */
record ModelAnswer(BodyAnswer body, Tree response, HeaderCounts counts, @Nullable String requested)
    implements Answer {

  @Override
  public @Nullable String model() {
    return body.model() == null ? requested : body.model();
  }

  @Override
  public @Nullable String serviceTier() {
    return response.get("serviceTier").text();
  }

  @Override
  public Usage usage() {
    return counts.orElse(body.usage());
  }

  @Override
  public void identity(Span span) {
    List<String> reasons = new ArrayList<>();
    for (Message message : body.messages()) {
      if (message.finishReason() != null) {
        reasons.add(message.finishReason());
      }
    }
    new ResponseIdentity(span)
        .id(body.id())
        .finishReasons(reasons)
        .text(BedrockKeys.RESPONSE_TIER, serviceTier())
        .text(BedrockKeys.RESPONSE_LATENCY, response.get("performanceConfigLatency").text());
  }

  @Override
  public List<Message> messages() {
    return body.messages();
  }
}
