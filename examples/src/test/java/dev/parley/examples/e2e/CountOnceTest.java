package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.client.okhttp.OpenAIOkHttpClientAsync;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.provider.Pace;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.Step;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A step around an instrumented client is a second view of one call. Whatever their arrangement,
 * tokens, cost and number of calls are those that the provider reported, each call once.
 */
class CountOnceTest {
  private final Instant from = Instant.now().minus(Duration.ofHours(1));
  private final Instant to = Instant.now().plus(Duration.ofHours(1));

  /** The server knows no price of {@code house-1}: there the SDK's estimate is what counts. */
  private static final PriceBook SDK_PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("house-1", Price.perMillion("0.50", "2.00"));

  /** What the provider was asked in one conversation, by its own account. */
  private static final class Tally {
    private final String conversation;
    private long calls;
    private long failed;
    private long input;
    private long output;
    private BigDecimal cost = BigDecimal.ZERO;

    private Tally(String conversation) {
      this.conversation = conversation;
    }

    private ChatCompletion answered(ChatCompletion completion) {
      CompletionUsage usage = completion.usage().orElseThrow();
      add("2.50", usage.promptTokens(), "10.00", usage.completionTokens());
      return completion;
    }

    /** Adds a call; prices are US dollars for a million tokens. */
    private void add(String inputPrice, long in, String outputPrice, long out) {
      calls++;
      input += in;
      output += out;
      BigDecimal millionfold =
          new BigDecimal(inputPrice)
              .multiply(BigDecimal.valueOf(in))
              .add(new BigDecimal(outputPrice).multiply(BigDecimal.valueOf(out)));
      cost = cost.add(millionfold.movePointLeft(6));
    }

    private void failed() {
      calls++;
      failed++;
    }
  }

  private final List<Tally> tallies = new ArrayList<>();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private RunningServer server;
  private LoopbackProvider flawless;
  private LoopbackProvider troubled;
  private OpenTelemetrySdk sdk;
  private Parley parley;
  private OpenAIClient client;
  private OpenAIClientAsync asyncClient;
  private OpenAIClient troubledClient;
  private Tally tally;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    server = RunningServer.start(folder, ThreeConversations.PRICES);
    flawless = LoopbackProvider.startFlawless(Scenarios.load());
    troubled = LoopbackProvider.start(Scenarios.load(), Pace.AT_ONCE);
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(ParleySpanProcessor.create(SDK_PRICES))
                    .addSpanProcessor(
                        BatchSpanProcessor.builder(
                                OtlpHttpSpanExporter.builder()
                                    .setEndpoint(server.http() + "/v1/traces")
                                    .build())
                            .build())
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();
    parley = Parley.over(sdk);
    OpenAiInstrumentation instrumentation = OpenAiInstrumentation.create(parley);
    client = instrumentation.instrument(client(flawless, 2));
    troubledClient = instrumentation.instrument(client(troubled, 2));
    asyncClient =
        instrumentation.instrument(
            OpenAIOkHttpClientAsync.builder().baseUrl(flawless.baseUrl()).apiKey("none").build());
  }

  private static OpenAIClient client(LoopbackProvider provider, int retries) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(provider.baseUrl())
        .apiKey("none")
        .maxRetries(retries)
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    asyncClient.close();
    troubledClient.close();
    sdk.close();
    flawless.close();
    troubled.close();
    server.close();
  }

  @SuppressWarnings("try") // The conversation works by being open.
  private void conversation(String id, Runnable talk) {
    tally = new Tally(id);
    tallies.add(tally);
    try (var scope = Conversation.of(id).open()) {
      talk.run();
    }
  }

  private static ChatCompletionCreateParams params(String question) {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question).build();
  }

  private String ask(String question) {
    return text(tally.answered(client.chat().completions().create(params(question))));
  }

  /** A call of a model that runs in the house, as an instrumentation of its client records it. */
  private void askTheHouse() {
    LlmCall call = LlmCall.of(parley, "chat", "openai").model("house-1").start();
    call.usage(Usage.of(4000, 250));
    call.end();
    tally.add("0.50", 4000, "2.00", 250);
  }

  private String askTroubled(String question) {
    try {
      return text(tally.answered(troubledClient.chat().completions().create(params(question))));
    } catch (OpenAIServiceException e) {
      tally.failed();
      throw e;
    }
  }

  private static String text(ChatCompletion completion) {
    return completion.choices().get(0).message().content().orElse("");
  }

  private Step llm(String name) {
    return Step.llm(name).on(parley);
  }

  @Test
  @DisplayName(
      "A step around an instrumented client counts once in tokens, cost, calls and metrics")
  void once() {
    conversation("sync", () -> llm("answer").call(() -> ask("How are you?")));
    conversation("estimated", () -> llm("answer").run(this::askTheHouse));
    conversation("async", () -> llm("answer").async(this::askAsync).toCompletableFuture().join());
    conversation(
        "nested", () -> llm("outer").call(() -> llm("inner").call(() -> ask("Where are you?"))));
    conversation(
        "chain around",
        () ->
            Step.chain("rag")
                .on(parley)
                .call(() -> llm("answer").call(() -> ask("Who are you, and why?"))));
    conversation(
        "agent with a tool that asks",
        () ->
            Step.agent("desk")
                .on(parley)
                .run(
                    () -> {
                      llm("plan").call(() -> ask("What shall we do?"));
                      Step.tool("summarise")
                          .on(parley)
                          .call(() -> llm("sum up").call(() -> ask("Sum it up.")));
                      ask("And without a step?");
                    }));
    conversation(
        "two calls in one step",
        () ->
            llm("answer")
                .run(
                    () -> {
                      ask("A draft, please.");
                      ask("And now better.");
                    }));
    String limited = questionThat(RateLimitException.class);
    conversation("the client retries", () -> llm("answer").call(() -> askTroubled(limited)));
    String failing = questionThat(InternalServerException.class);
    conversation(
        "the application retries",
        () ->
            llm("answer")
                .call(
                    () -> {
                      assertThatThrownBy(() -> askTroubled(failing))
                          .isInstanceOf(InternalServerException.class);
                      return ask("Then you.");
                    }));
    conversation(
        "nothing succeeds",
        () ->
            assertThatThrownBy(() -> llm("answer").call(() -> askTroubled(failing)))
                .isInstanceOf(InternalServerException.class));
    conversation("async inside chain and agent", this::asyncInside);

    assertThat(sdk.getSdkTracerProvider().forceFlush().join(20, TimeUnit.SECONDS).isSuccess())
        .isTrue();
    for (Tally expected : tallies) {
      assertConversation(expected);
    }
    assertOverview();
    assertMetrics();
  }

  private CompletionStage<String> askAsync() {
    Tally current = tally;
    return asyncClient
        .chat()
        .completions()
        .create(params("Are you there?"))
        .thenApply(completion -> text(current.answered(completion)));
  }

  private void asyncInside() {
    Step.agent("desk")
        .on(parley)
        .async(() -> Step.chain("rag").on(parley).async(() -> llm("answer").async(this::askAsync)))
        .toCompletableFuture()
        .join();
  }

  /** What the provider makes of a question depends on the question alone. */
  private String questionThat(Class<? extends OpenAIServiceException> fails) {
    OpenAIClient plain = client(troubled, 0);
    try {
      for (int i = 0; i < 5000; i++) {
        String question = "Question number " + i + "?";
        try {
          plain.chat().completions().create(params(question));
        } catch (OpenAIServiceException e) {
          if (fails.isInstance(e)) {
            return question;
          }
        }
      }
    } finally {
      plain.close();
    }
    throw new AssertionError("The provider answers every question without " + fails);
  }

  private void assertConversation(Tally expected) {
    JsonNode flow = server.get("conversation", from, to, null, "id", expected.conversation);
    JsonNode totals = flow.path("totals");
    assertThat(flow.path("turnsTotal").asInt()).as(expected.conversation).isEqualTo(1);
    assertThat(totals.path("calls").asLong()).as(expected.conversation).isEqualTo(expected.calls);
    assertThat(totals.path("errors").asLong()).as(expected.conversation).isEqualTo(expected.failed);
    assertThat(totals.at("/tokens/input").asLong())
        .as(expected.conversation)
        .isEqualTo(expected.input);
    assertThat(totals.at("/tokens/output").asLong())
        .as(expected.conversation)
        .isEqualTo(expected.output);
    assertThat(totals.path("unpricedCalls").asLong()).as(expected.conversation).isZero();
    if (expected.cost.signum() == 0) {
      assertThat(totals.path("cost").isNull()).as(expected.conversation).isTrue();
    } else {
      assertThat(new BigDecimal(totals.at("/cost/amount").asText()))
          .as(expected.conversation)
          .isEqualByComparingTo(expected.cost);
    }
  }

  private void assertOverview() {
    JsonNode overview = server.get("overview", from, to, null);
    assertThat(overview.at("/spans/calls").asLong()).isEqualTo(sum(tally -> tally.calls));
    assertThat(overview.at("/success/errors").asLong()).isEqualTo(sum(tally -> tally.failed));
    assertThat(overview.at("/tokens/input").asLong()).isEqualTo(sum(tally -> tally.input));
    assertThat(overview.at("/tokens/output").asLong()).isEqualTo(sum(tally -> tally.output));
    assertThat(new BigDecimal(overview.at("/cost/total/amount").asText()))
        .isEqualByComparingTo(
            tallies.stream().map(tally -> tally.cost).reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private long sum(java.util.function.ToLongFunction<Tally> part) {
    return tallies.stream().mapToLong(part).sum();
  }

  private void assertMetrics() {
    Collection<MetricData> collected = metrics.collectAllMetrics();
    MetricData durations = named(collected, "gen_ai.client.operation.duration");
    assertThat(
            durations.getHistogramData().getPoints().stream()
                .mapToLong(point -> point.getCount())
                .sum())
        .isEqualTo(sum(tally -> tally.calls));
    MetricData tokens = named(collected, "gen_ai.client.token.usage");
    assertThat(
            tokens.getHistogramData().getPoints().stream()
                .mapToDouble(point -> point.getSum())
                .sum())
        .isEqualTo((double) sum(tally -> tally.input + tally.output));
  }

  private static MetricData named(Collection<MetricData> metrics, String name) {
    return metrics.stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }
}
