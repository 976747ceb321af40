package dev.parley.bench;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The price of a dated model id and the cost of a call, beside what the call's span costs. */
@State(Scope.Thread)
public class PriceBenchmark {
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> PROVIDER =
      AttributeKey.stringKey("gen_ai.provider.name");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("gen_ai.system");
  private static final AttributeKey<String> REQUEST_MODEL =
      AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<String> RESPONSE_MODEL =
      AttributeKey.stringKey("gen_ai.response.model");
  private static final AttributeKey<String> RESPONSE_ID =
      AttributeKey.stringKey("gen_ai.response.id");
  private static final AttributeKey<List<String>> FINISH =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  private static final AttributeKey<String> CONVERSATION =
      AttributeKey.stringKey("gen_ai.conversation.id");
  private static final AttributeKey<Long> TURN =
      AttributeKey.longKey("gen_ai.conversation.turn_number");
  private static final AttributeKey<String> USER = AttributeKey.stringKey("user.id");
  private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<Long> TOTAL = AttributeKey.longKey("gen_ai.usage.total_tokens");
  private static final AttributeKey<Long> CACHED =
      AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");

  private final PriceBook book = SamplePrices.BOOK;
  private final String provider = "openai";
  private final String model = "gpt-4o-2024-08-06";
  private final String asked = "gpt-4o";
  private final String id = "chatcmpl-AbCdEf";
  private final List<String> finish = List.of("stop");
  private final Instant at = Instant.parse("2026-01-01T00:00:00Z");
  private final Usage usage = Usage.builder().input(2_048L).cacheRead(1_024L).output(512L).build();
  private final Tracer tracer = PlainTelemetry.tracer();

  /** Only the attributes of a chat call, on a span of its own. */
  @Benchmark
  public Span attributeWrites() {
    Span span = tracer.spanBuilder("chat gpt-4o").startSpan();
    span.setAttribute(OPERATION, "chat");
    span.setAttribute(PROVIDER, provider);
    span.setAttribute(SYSTEM, provider);
    span.setAttribute(REQUEST_MODEL, asked);
    span.setAttribute(SERVER, "api.openai.com");
    span.setAttribute(CONVERSATION, "session_123");
    span.setAttribute(TURN, 1L);
    span.setAttribute(USER, "user_456");
    span.setAttribute(RESPONSE_MODEL, model);
    span.setAttribute(RESPONSE_ID, id);
    span.setAttribute(FINISH, finish);
    span.setAttribute(INPUT, 2_048L);
    span.setAttribute(OUTPUT, 512L);
    span.setAttribute(TOTAL, 2_560L);
    span.setAttribute(CACHED, 1_024L);
    return span;
  }

  /** What {@link #attributeWrites} has beside the writes. */
  @Benchmark
  public Span emptySpan() {
    return tracer.spanBuilder("chat gpt-4o").startSpan();
  }

  /** The search for the price alone. */
  @Benchmark
  public PriceBook.@Nullable Entry lookUp() {
    return book.find(provider, model, at);
  }

  /** The search, the exact cost by bucket, and the amounts that a span gets. */
  @Benchmark
  public @Nullable BigDecimal lookUpAndCost() {
    Cost cost = book.cost(provider, model, at, usage);
    return cost == null ? null : cost.total();
  }
}
