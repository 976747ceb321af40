package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * An application's own sampler, whose exceptions do not reach the work that its spans are of: where
 * it throws, the span is recorded.
 */
public final class GuardedSampler implements Sampler {
  private final Guard guard;
  private final Sampler sampler;

  public GuardedSampler(Sampler sampler) {
    this.sampler = sampler;
    this.guard = new Guard("The sampler " + sampler.getClass().getName());
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return guard.get(
        () -> sampler.shouldSample(parent, traceId, name, kind, attributes, links),
        SamplingResult.recordAndSample());
  }

  @Override
  public String getDescription() {
    return guard.get(sampler::getDescription, sampler.getClass().getName());
  }

  @Override
  public String toString() {
    return getDescription();
  }
}
