package dev.parley.examples.demo;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long a piece of work usually takes: a model by the tokens it writes and by its size, a
 * database a few milliseconds, and one model call in thirty much longer than it should. The same
 * span always takes the same time.
 */
final class LifelikeDurations implements Function<SpanData, Duration> {

  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.system.name");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");

  @Override
  public Duration apply(SpanData span) {
    Random random = new Random(span.getSpanId().hashCode());
    String model = span.getAttributes().get(MODEL);
    if (model != null) {
      return model(model, span.getAttributes().get(OUTPUT), random);
    }
    if (span.getAttributes().get(DATABASE) != null) {
      return spread(9, 0.7, random);
    }
    return spread(45, 0.6, random);
  }

  private static Duration model(String model, @Nullable Long output, Random random) {
    if (model.startsWith("text-embedding")) {
      return spread(90, 0.35, random);
    }
    double perToken = model.startsWith("gpt-4o-mini") ? 9 : model.startsWith("gpt-4.1") ? 17 : 14;
    double millis = 280 + perToken * (output == null ? 10 : output);
    boolean slow = random.nextInt(30) == 0;
    return spread(slow ? Math.min(9_500, millis * 4.5) : millis, 0.28, random);
  }

  /** Log-normal around a middle, as response times are. */
  private static Duration spread(double millis, double sigma, Random random) {
    double drawn = millis * Math.exp(sigma * Math.max(-2, Math.min(2, random.nextGaussian())));
    return Duration.ofNanos(Math.round(drawn * 1_000_000));
  }
}
