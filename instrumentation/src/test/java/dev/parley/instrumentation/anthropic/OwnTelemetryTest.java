package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.core.opentelemetry.OpenTelemetryContentMode;
import com.anthropic.core.opentelemetry.OpenTelemetryOptions;
import com.anthropic.core.opentelemetry.OpenTelemetryTraces;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.parley.instrumentation.testing.Loopback;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.TokenBucket;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.Step;
import dev.parley.sdk.tracking.ConversationStats;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The library makes spans itself. Whatever is on and off, a call has one span that counts. */
class OwnTelemetryTest extends Loopback {

  private static final String HELLO = AnthropicLoopback.HELLO;

  /** One way to set everything up. */
  record Case(boolean theirs, boolean ours, boolean processor, boolean content) {}

  static final List<Case> CASES = cases();

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      cases.add(new Case((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0));
    }
    return cases;
  }

  /** A Parley over a provider of the application, with or without its processor. */
  private OpenTelemetrySdk openTelemetry(boolean processor) {
    Price price =
        Price.perMillion("3.00", "15.00")
            .withCacheRead("0.30")
            .with(TokenBucket.CACHE_WRITE_5M, "3.75")
            .with(TokenBucket.CACHE_WRITE_1H, "6.00")
            .withServiceTier("priority", "2");
    SdkTracerProviderBuilder provider = SdkTracerProvider.builder();
    if (processor) {
      provider.addSpanProcessor(
          ParleySpanProcessor.create(PriceBook.empty().with(AnthropicLoopback.MODEL, price)));
    }
    return OpenTelemetrySdk.builder()
        .setTracerProvider(provider.addSpanProcessor(SimpleSpanProcessor.create(exporter)).build())
        .build();
  }

  private AnthropicClient client(OpenTelemetrySdk openTelemetry, boolean enabled, boolean content) {
    return AnthropicOkHttpClient.builder()
        .apiKey("test")
        .baseUrl(server.origin())
        .openTelemetry(
            OpenTelemetryOptions.builder()
                .tracerProvider(openTelemetry.getTracerProvider())
                .traces(
                    OpenTelemetryTraces.builder()
                        .enabled(enabled)
                        .contentMode(
                            content
                                ? OpenTelemetryContentMode.CONTENT
                                : OpenTelemetryContentMode.METADATA_ONLY)
                        .build())
                .build())
        .build();
  }

  @ParameterizedTest
  @FieldSource("CASES")
  @DisplayName("Theirs on or off, ours on or off, processor there or not, content on or off")
  void everyCombination(Case how) {
    OpenTelemetrySdk openTelemetry = openTelemetry(how.processor());
    parley = Parley.over(openTelemetry);
    AnthropicClient client = client(openTelemetry, how.theirs(), how.content());
    if (how.ours()) {
      client = AnthropicInstrumentation.create(parley).instrument(client);
    }
    server.answer(200, HELLO).stream(Events.HELLO);

    AnthropicClient used = client;
    Conversation.of("c1")
        .run(
            () -> {
              used.messages().create(AnthropicLoopback.hello());
              read(used);
            });

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(how.ours() || how.theirs() ? 2 : 0);
    for (SpanData span : spans) {
      assertThat(span.getName())
          .isEqualTo(how.ours() ? "chat " + AnthropicLoopback.MODEL : "anthropic.messages.create");
      assertThat(attributes(span))
          .containsEntry("gen_ai.usage.input_tokens", 10L)
          .containsEntry("gen_ai.usage.output_tokens", 5L);
      // Without any processor of Parley's, the library's own spans are its own alone.
      if (how.processor() || how.ours()) {
        assertThat(attributes(span)).containsEntry("gen_ai.conversation.id", "c1");
      }
      if (how.processor()) {
        assertThat(attributes(span)).containsEntry("gen_ai.usage.cost_usd", 0.000105);
      }
    }
  }

  private static void read(AnthropicClient client) {
    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(AnthropicLoopback.hello())) {
      assertThat(stream.stream().count()).isPositive();
    }
  }

  @Test
  @DisplayName("The library's own span, of a plain client, is a turn, has its cost and counts once")
  void enriched() throws Exception {
    OpenTelemetrySdk openTelemetry = openTelemetry(true);
    parley = Parley.over(openTelemetry);
    AnthropicClient client = client(openTelemetry, true, false);
    server.answer(
        200,
        HELLO
            .replace("standard", "priority")
            .replace(
                "\"input_tokens\":10",
                """
                "input_tokens":10,"cache_read_input_tokens":1000,"cache_creation_input_tokens":100,
                "cache_creation":{"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":60}\
                """));

    Conversation.of("c1")
        .call(
            () ->
                Step.llm("answer")
                    .on(parley)
                    .call(() -> client.messages().create(AnthropicLoopback.hello())));

    assertThat(exporter.getFinishedSpanItems()).hasSize(2);
    assertThat(attributes(exporter.getFinishedSpanItems().get(0)))
        .containsEntry("gen_ai.conversation.turn_number", 1L)
        .containsEntry("gen_ai.usage.input_tokens", 1110L)
        .hasEntrySatisfying(
            "gen_ai.usage.cost_usd",
            cost ->
                assertThat((Double) cost)
                    .isCloseTo(
                        2 * (10 * 3.0 + 1000 * 0.3 + 40 * 3.75 + 60 * 6.0 + 5 * 15.0) / 1e6,
                        within(1e-12)));
    assertThat(attributes(exporter.getFinishedSpanItems().get(1)))
        .containsEntry("parley.usage.role", "wrapper");
    assertThat(parley.conversations().stats("c1"))
        .extracting(ConversationStats::calls, ConversationStats::turnCount)
        .containsExactly(1L, 1L);
  }

  @Test
  @DisplayName("What the library makes spans of besides stays as it was")
  void otherSpans() {
    OpenTelemetrySdk openTelemetry = openTelemetry(true);
    parley = Parley.over(openTelemetry);
    AnthropicClient plain = client(openTelemetry, true, false);
    AnthropicClient observed = AnthropicInstrumentation.create(parley).instrument(plain);
    server.answer(200, "{\"input_tokens\":3}").answer(200, "{\"input_tokens\":3}");

    count(plain);
    count(observed);

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly("anthropic.messages.count_tokens", "anthropic.messages.count_tokens");
    assertThat(attributes(spans.get(1)).keySet()).isEqualTo(attributes(spans.get(0)).keySet());
  }

  @Test
  @DisplayName("The library's span of a count of tokens names a model, and is no call of one")
  void countsNoCall() {
    OpenTelemetrySdk openTelemetry = openTelemetry(true);
    parley = Parley.over(openTelemetry);
    AnthropicClient plain = client(openTelemetry, true, false);
    server.answer(200, "{\"input_tokens\":3}").answer(200, HELLO);

    Conversation.of("c1")
        .run(
            () ->
                Step.llm("answer")
                    .on(parley)
                    .run(
                        () -> {
                          count(plain);
                          plain.messages().create(AnthropicLoopback.hello());
                        }));

    assertThat(exporter.getFinishedSpanItems()).hasSize(3);
    assertThat(parley.conversations().stats("c1"))
        .extracting(ConversationStats::calls, ConversationStats::unpricedCalls)
        .containsExactly(1L, 0L);
  }

  private static void count(AnthropicClient client) {
    client
        .messages()
        .countTokens(
            MessageCountTokensParams.builder()
                .model(AnthropicLoopback.MODEL)
                .addUserMessage("Hi")
                .build());
  }

  @Test
  @DisplayName("A client that was told to make no spans makes none when it is observed")
  void disabled() {
    OpenTelemetrySdk openTelemetry = openTelemetry(true);
    parley = Parley.over(openTelemetry);
    AnthropicClient observed =
        AnthropicInstrumentation.create(parley).instrument(client(openTelemetry, false, false));
    server.answer(200, "{\"input_tokens\":3}");

    count(observed);

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  @DisplayName(
      "Options that the application derives with a telemetry of its own add no second span")
  void derived() {
    OpenTelemetrySdk openTelemetry = openTelemetry(true);
    parley = Parley.over(openTelemetry);
    AnthropicClient observed =
        AnthropicInstrumentation.create(parley).instrument(client(openTelemetry, false, false));
    server.answer(200, HELLO).answer(200, HELLO);

    observed
        .withOptions(
            options ->
                options.openTelemetry(
                    OpenTelemetryOptions.builder()
                        .tracerProvider(openTelemetry.getTracerProvider())
                        .build()))
        .messages()
        .create(AnthropicLoopback.hello());
    observed
        .messages()
        .withOptions(
            options ->
                options.openTelemetry(
                    OpenTelemetryOptions.builder()
                        .tracerProvider(openTelemetry.getTracerProvider())
                        .build()))
        .create(AnthropicLoopback.hello());

    assertThat(exporter.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("chat " + AnthropicLoopback.MODEL, "chat " + AnthropicLoopback.MODEL);
  }

  @Test
  @DisplayName("Silenced, a client makes the library's own spans again")
  void silenced() {
    OpenTelemetrySdk openTelemetry = openTelemetry(true);
    parley = Parley.over(openTelemetry);
    AnthropicClient plain = client(openTelemetry, true, false);
    AnthropicInstrumentation instrumentation = AnthropicInstrumentation.create(parley);
    AnthropicClient observed = instrumentation.instrument(plain);
    server.answer(200, HELLO);

    instrumentation.uninstrument();
    observed.messages().create(AnthropicLoopback.hello());

    assertThat(instrumentation.uninstrument(observed)).isSameAs(plain);
    assertThat(onlySpan().getName()).isEqualTo("anthropic.messages.create");
  }

  @Test
  @DisplayName("The library's retries are on the call's span, and its request id")
  void takenOver() {
    AnthropicClient observed =
        AnthropicInstrumentation.create(parley)
            .instrument(
                AnthropicOkHttpClient.builder()
                    .apiKey("test")
                    .baseUrl(server.origin())
                    .openTelemetry(false)
                    .build());
    server
        .answer(529, Map.of("retry-after-ms", "1"), "{}")
        .answer(200, Map.of("request-id", "req_7"), HELLO);

    observed.messages().create(AnthropicLoopback.hello());

    assertThat(attributes(onlySpan()))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("anthropic.request.id", "req_7");
  }
}
