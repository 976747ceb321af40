package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.GenerateContentResponse;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The real client, against a loopback server. */
class GeminiInstrumentationTest extends GeminiLoopback {

  @Test
  @DisplayName("XP-02: a generated answer is a CLIENT span with operation, provider and usage")
  void span() {
    server.answer(200, ANSWER);

    GenerateContentResponse response = observed().models.generateContent(FLASH, "Hi.", null);

    assertThat(response.text()).isEqualTo("Hello.");
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("generate_content gemini-2.5-flash");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "generate_content")
        .containsEntry("gen_ai.provider.name", "gcp.gemini")
        .containsEntry("gen_ai.system", "gcp.gemini")
        .containsEntry("gen_ai.request.model", FLASH)
        .containsEntry("gen_ai.response.model", FLASH)
        .containsEntry("gen_ai.response.id", "r-1")
        .containsEntry("gen_ai.response.finish_reasons", List.of("STOP"))
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 1024L)
        .containsEntry("gen_ai.usage.output_tokens", 164L)
        .containsEntry("gen_ai.usage.reasoning.output_tokens", 64L)
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.prompt.0.content", "Hi.")
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port())
        .doesNotContainKeys("http.request.resend_count", "gen_ai.request.stream");
  }

  @Test
  @DisplayName("COST-14: the call carries its cost where the model has a price")
  void cost() {
    server.answer(200, ANSWER);
    observed().models.generateContent(FLASH, "Hi.", null);
    // 976 * 0.30 / 1M + 1024 * 0.03 / 1M + 164 * 2.50 / 1M
    assertThat((Double) attributes(onlySpan()).get("gen_ai.usage.cost_usd"))
        .isCloseTo(0.00073352, within(1e-12));
  }

  @Test
  @DisplayName("Instrumenting twice records once, whichever client is instrumented")
  void twice() {
    server.answer(200, ANSWER).answer(200, ANSWER);
    GeminiInstrumentation instrumentation = GeminiInstrumentation.create(parley);
    assertThat(instrumentation.instrument(instrumentation.instrument(client))).isSameAs(client);
    client.models.generateContent(FLASH, "Hi.", null);
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);

    OkHttpClient http = instrumentation.instrument(new OkHttpClient());
    assertThat(instrumentation.instrument(http)).isSameAs(http);
    try (Client over = instrumentation.instrument(over(http))) {
      over.models.generateContent(FLASH, "Hi.", null);
    }
    assertThat(exporter.getFinishedSpanItems()).hasSize(2);
  }

  @Test
  @DisplayName("A client over an observed HTTP client is observed, and what that was set to stays")
  void customHttpClient() {
    AtomicInteger heard = new AtomicInteger();
    AtomicInteger passed = new AtomicInteger();
    AtomicReference<Span> current = new AtomicReference<>(Span.getInvalid());
    OkHttpClient own =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  passed.incrementAndGet();
                  current.set(Span.current());
                  return chain.proceed(chain.request());
                })
            .eventListener(
                new EventListener() {
                  @Override
                  public void callStart(Call call) {
                    heard.incrementAndGet();
                  }
                })
            .build();
    OkHttpClient http = GeminiInstrumentation.create(parley).instrument(own);
    assertThat(http.connectionPool()).isSameAs(own.connectionPool());
    server.answer(200, ANSWER).answer(200, ANSWER);
    try (Client over = over(http)) {
      over.models.generateContent(FLASH, "Hi.", null);
      assertThat(current.get().getSpanContext()).isEqualTo(onlySpan().getSpanContext());

      GeminiInstrumentation.create(parley).uninstrument(over);
      over.models.generateContent(FLASH, "Hi.", null);
    }
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    assertThat(heard).hasValue(2);
    assertThat(passed).hasValue(2);
  }

  @Test
  @DisplayName("A listener set over an observed HTTP client hides no call")
  void listenerReplaced() {
    OkHttpClient http =
        GeminiInstrumentation.create(parley)
            .instrument(new OkHttpClient())
            .newBuilder()
            .eventListener(EventListener.NONE)
            .build();
    server.answer(200, ANSWER);
    try (Client over = over(http)) {
      over.models.generateContent(FLASH, "Hi.", null);
    }
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.usage.input_tokens", 2000L);
  }

  private Client over(OkHttpClient http) {
    return Client.builder()
        .apiKey("test")
        .vertexAI(false)
        .httpOptions(options(1))
        .clientOptions(ClientOptions.builder().customHttpClient(http).build())
        .build();
  }

  @Test
  @DisplayName("What asks no model passes through and is no span")
  void otherRequests() {
    server.answer(200, "{\"totalTokens\":3}").answer(200, "{\"name\":\"models/m\"}");
    assertThat(observed().models.countTokens(FLASH, "Hi.", null).totalTokens()).hasValue(3);
    assertThat(observed().models.get(FLASH, null).name()).hasValue("models/m");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  @DisplayName("Calls outside of steps are the conversation's turns, one after the other")
  void turns() {
    server.answer(200, ANSWER).answer(200, ANSWER);
    Conversation.of("c1")
        .run(
            () -> {
              observed().models.generateContent(FLASH, "Hi.", null);
              observed().chats.create(FLASH, null).sendMessage("And now?");
            });
    assertThat(exporter.getFinishedSpanItems())
        .extracting(span -> attributes(span).get("gen_ai.conversation.turn_number"))
        .containsExactly(1L, 2L);
    assertThat(exporter.getFinishedSpanItems())
        .allMatch(span -> "c1".equals(attributes(span).get("gen_ai.conversation.id")));
  }

  @Test
  @DisplayName("A Step.llm around the client gives two spans of one call, and it counts once")
  void step() {
    server.answer(200, ANSWER);
    Client observed = observed();
    Step.llm("answer").on(parley).call(() -> observed.models.generateContent(FLASH, "Hi.", null));

    assertThat(exporter.getFinishedSpanItems()).hasSize(2);
    SpanData inner = exporter.getFinishedSpanItems().get(0);
    SpanData outer = exporter.getFinishedSpanItems().get(1);
    assertThat(inner.getParentSpanId()).isEqualTo(outer.getSpanId());
    assertThat(attributes(inner))
        .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.cost_usd");
    assertThat(attributes(outer))
        .containsEntry("parley.usage.role", "wrapper")
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
  }

  @Test
  @DisplayName("An enforced budget stops the next call before it is sent, as the client fails")
  void enforcedBudget() {
    server.answer(200, ANSWER);
    Client observed = observed();
    Conversation spent = Conversation.of("c1").budget(Budget.of(Cost.ZERO).enforced());

    spent.run(
        () -> {
          assertThatThrownBy(() -> observed.models.generateContent(FLASH, "Hi.", null))
              .isInstanceOf(BudgetExceededException.class);
          assertThatThrownBy(() -> observed.models.generateContentStream(FLASH, "Hi.", null))
              .isInstanceOf(BudgetExceededException.class);
          assertThatThrownBy(() -> observed.async.models.generateContent(FLASH, "Hi.", null).join())
              .hasCauseInstanceOf(BudgetExceededException.class);
          assertThatThrownBy(
                  () -> observed.async.models.generateContentStream(FLASH, "Hi.", null).join())
              .hasCauseInstanceOf(BudgetExceededException.class);
        });

    assertThat(server.requests()).isEmpty();
    assertThat(exporter.getFinishedSpanItems())
        .hasSize(4)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
    assertThat(observed.models.generateContent(FLASH, "Hi.", null).text()).isEqualTo("Hello.");
  }

  @Test
  @DisplayName("A call that no sampler wants is made, measured and not exported")
  void unsampled() {
    measured(Sampler.alwaysOff());
    server.answer(200, ANSWER);
    assertThat(observed().models.generateContent(FLASH, "Hi.", null).text()).isEqualTo("Hello.");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(metrics())
        .containsKeys("gen_ai.client.operation.duration", "gen_ai.client.token.usage");
  }
}
