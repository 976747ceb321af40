package dev.parley.sdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostEstimateTest {
  private static final AttributeKey<Double> COST = AttributeKey.doubleKey("gen_ai.usage.cost_usd");
  private static final AttributeKey<Double> COST_INPUT =
      AttributeKey.doubleKey("gen_ai.usage.cost_input_usd");
  private static final AttributeKey<Double> COST_OUTPUT =
      AttributeKey.doubleKey("gen_ai.usage.cost_output_usd");
  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("embed", Price.perMillion("0.02", "0"));

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  private static AttributesBuilder call(String model, long input, long output) {
    return Attributes.builder()
        .put("gen_ai.operation.name", "chat")
        .put("gen_ai.request.model", model)
        .put("gen_ai.usage.input_tokens", input)
        .put("gen_ai.usage.output_tokens", output);
  }

  /** One span through a provider whose SDK lets, or does not let, processors write on ending. */
  private Attributes exported(PriceBook prices, boolean onEnding, Attributes attributes) {
    Enrichment enrichment = new Enrichment(new Accounts(new CostEstimate(prices)), onEnding);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(enrichment.exporter(exporter)))
            .addSpanProcessor(enrichment.processor())
            .build();
    provider.get("test").spanBuilder("call").startSpan().setAllAttributes(attributes).end();
    SpanData span = exporter.getFinishedSpanItems().get(0);
    assertThat(span.getTotalAttributeCount()).isEqualTo(span.getAttributes().size());
    exporter.reset();
    return span.getAttributes();
  }

  @ParameterizedTest
  @DisplayName("COST-01 COST-02 COST-14: on ending and by the exporter: three doubles, the same")
  @ValueSource(booleans = {true, false})
  void bothWays(boolean onEnding) {
    Attributes span = exported(PRICES, onEnding, call("gpt-4o", 1000, 500).build());

    assertThat(span.get(COST_INPUT)).isEqualTo(0.0025);
    assertThat(span.get(COST_OUTPUT)).isEqualTo(0.005);
    assertThat(span.get(COST)).isEqualTo(0.0075);
    assertThat(span.get(AttributeKey.stringKey("parley.cost.source"))).isEqualTo("estimated");
    assertThat(span.get(AttributeKey.stringKey("parley.cost.book"))).isEqualTo(PRICES.version());
  }

  @Test
  @DisplayName("COST-14: with neither the processor adds context only and the server prices")
  void leftToTheServer() {
    Enrichment enrichment = new Enrichment(new Accounts(new CostEstimate(PRICES)), false);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(enrichment.processor())
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    provider
        .get("test")
        .spanBuilder("call")
        .setAllAttributes(call("gpt-4o", 1, 1).build())
        .startSpan()
        .end();

    assertThat(exporter.getFinishedSpanItems().get(0).getAttributes().get(COST)).isNull();
  }

  @Test
  @DisplayName("COST-14: this SDK lets processors write while a span is ending")
  void capability() {
    assertThat(Enrichment.canWriteOnEnding()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("COST-14: a cost that is there already stays")
  @ValueSource(booleans = {true, false})
  void existingCost(boolean onEnding) {
    Attributes span =
        exported(PRICES, onEnding, call("gpt-4o", 1000, 500).put(COST.getKey(), 9.0).build());

    assertThat(span.get(COST)).isEqualTo(9.0);
    assertThat(span.get(COST_INPUT)).isNull();
    assertThat(span.get(AttributeKey.stringKey("parley.cost.source"))).isNull();
  }

  @Test
  @DisplayName("D3: the dated id that the provider answers with is priced")
  void datedModel() {
    Attributes span =
        exported(
            PRICES,
            true,
            call("my-deployment", 1000, 500)
                .put("gen_ai.response.model", "gpt-4o-2024-08-06")
                .build());

    assertThat(span.get(COST)).isEqualTo(0.0075);
  }

  @Test
  @DisplayName("D14: micro-costs are not rounded away")
  void microCosts() {
    assertThat(exported(PRICES, true, call("embed", 20, 0).build()).get(COST)).isEqualTo(4e-7);
  }

  @Test
  @DisplayName(
      "COST-06 COST-07: without a price there are tokens, no cost, and a count of such calls")
  void unpriced() {
    Attributes none = exported(PriceBook.empty(), true, call("gpt-4o", 10, 5).build());
    assertThat(none.get(COST)).isNull();
    assertThat(none.get(AttributeKey.longKey("gen_ai.usage.input_tokens"))).isEqualTo(10);

    Accounts accounts = new Accounts(new CostEstimate(PRICES));
    assertThat(settled(accounts, call("unheard-of", 10, 5).build(), 0)).isNull();
    assertThat(settled(accounts, call("gpt-4o", 10, 5).build(), 0)).isEqualTo(0.000075);
    assertThat(accounts.unpricedCalls()).isEqualTo(1);
  }

  private int spans;

  private @Nullable Double settled(Accounts accounts, Attributes span, long startEpochNanos) {
    return accounts
        .settle(CallReading.of(span), span::get, "span" + spans++, () -> startEpochNanos, null)
        .get(COST);
  }

  @Test
  @DisplayName(
      "COST-14: agents, tools and wrappers, whose usage sums up calls, have no cost of their own")
  void aggregates() {
    Accounts accounts = new Accounts(new CostEstimate(PRICES));
    for (String[] aggregate :
        new String[][] {
          {"gen_ai.operation.name", "invoke_agent"},
          {"gen_ai.l9.span.kind", "chain"},
          {"parley.usage.role", "wrapper"}
        }) {
      Attributes span = call("gpt-4o", 1, 1).put(aggregate[0], aggregate[1]).build();
      assertThat(settled(accounts, span, 0)).as(aggregate[1]).isNull();
    }
    assertThat(accounts.unpricedCalls()).isZero();
  }

  @Test
  @DisplayName("The price at the start of the call counts")
  void priceAtTheStart() {
    Instant change = Instant.parse("2026-03-01T00:00:00Z");
    Accounts accounts =
        new Accounts(new CostEstimate(PRICES.with("gpt-4o", Price.perMillion("5", "20"), change)));
    long nanos = TimeUnit.SECONDS.toNanos(change.getEpochSecond());
    Attributes span = call("gpt-4o", 1000, 500).build();

    assertThat(settled(accounts, span, nanos - 1)).isEqualTo(0.0075);
    assertThat(settled(accounts, span, nanos)).isEqualTo(0.015);
  }
}
