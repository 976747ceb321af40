package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

class ObservedTest {
  private final SpanRecorder spans = new SpanRecorder();
  private final Shop shop = new Shop();
  private final Assistant assistant = Observed.proxy(Assistant.class, shop, spans.parley());

  @AfterEach
  void close() {
    spans.close();
  }

  /** Not public, as an application's own interfaces often are. */
  interface Assistant {
    @Observe(
        name = "look",
        kind = StepKind.TOOL,
        tags = {"b", "a"},
        metadata = {"version=2", "odd"},
        category = "support")
    List<String> retrieve(int limit, String query, double threshold);

    @Observe
    String answer(String prompt, double temperature, Integer maxTokens) throws IOException;

    @Observe
    String only(String question);

    @Observe
    String chat(List<Map<String, String>> history);

    @Observe
    void nothing();

    @Observe(kind = StepKind.CHAIN)
    String all(Object... words);

    @Observe(captureInput = false, captureOutput = false)
    String secret(String password, double temperature);

    @Observe(captureArguments = false)
    String quiet(String text, int number);

    @Observe
    CompletionStage<Map<String, Object>> later(@Observe.Argument("temperature") double heat);

    @Observe
    CompletableFuture<String> future();

    @Observe
    Iterator<String> words();

    @Observe
    Stream<String> stream();

    @Observe
    Publisher<String> published();

    @Observe
    default String twice(String word) {
      return word + word;
    }

    String plain(String word);
  }

  static class Shop implements Assistant {
    final CompletableFuture<Map<String, Object>> later = new CompletableFuture<>();
    final CompletableFuture<String> future = new CompletableFuture<>();

    @Override
    public List<String> retrieve(int limit, String query, double threshold) {
      return List.of(query);
    }

    @Override
    public String answer(String prompt, double temperature, Integer maxTokens) throws IOException {
      throw new IOException("no answer");
    }

    @Override
    public String only(String question) {
      return "yes";
    }

    @Override
    public String chat(List<Map<String, String>> history) {
      return "ok";
    }

    @Override
    public void nothing() {}

    @Override
    public String all(Object... words) {
      return List.of(words).toString();
    }

    @Override
    public String secret(String password, double temperature) {
      return password;
    }

    @Override
    public String quiet(String text, int number) {
      return text;
    }

    @Override
    public CompletionStage<Map<String, Object>> later(double heat) {
      return later;
    }

    @Override
    public CompletableFuture<String> future() {
      return future;
    }

    @Override
    public Iterator<String> words() {
      return List.of("a", "b").iterator();
    }

    @Override
    public Stream<String> stream() {
      return Stream.of("a", "b");
    }

    @Override
    public Publisher<String> published() {
      return FlowAdapters.toPublisher(
          subscriber -> {
            throw new IllegalStateException("not today");
          });
    }

    @Override
    public String plain(String word) {
      return word;
    }

    @Override
    public String toString() {
      return "the shop";
    }
  }

  private static String content(SpanData span, String event) {
    return span.getEvents().stream()
        .filter(each -> each.getName().equals("gen_ai.content." + event))
        .map(EventData::getAttributes)
        .map(SpanRecorder::map)
        .map(attributes -> (String) attributes.get("gen_ai." + event))
        .findFirst()
        .orElse(null);
  }

  @Test
  @DisplayName("OB-01 OB-05 OB-16 OB-17 OB-18: an annotated method is a step with typed arguments")
  void annotated() {
    assertThat(assistant.retrieve(42, "hello", 2.71)).containsExactly("hello");

    SpanData span = spans.only();
    assertThat(span.getName()).isEqualTo("look");
    assertThat(spans.attributes("look"))
        .containsEntry("gen_ai.l9.span.kind", "tool")
        .containsEntry("tags", List.of("b", "a"))
        .containsEntry("metadata.version", "2")
        .containsEntry("metadata.odd", "")
        .containsEntry("metadata.category", "support")
        .containsEntry("user.category", "support")
        .containsEntry("function.arg.limit", 42L)
        .containsEntry("function.arg.query", "hello")
        .containsEntry("function.arg.threshold", 2.71);
    assertThat(content(span, "prompt")).isEqualTo("limit: 42\nquery: hello\nthreshold: 2.71");
    assertThat(content(span, "completion")).isEqualTo("[\"hello\"]");
  }

  @Test
  @DisplayName("OB-10 OB-12: positional parameters of a model; checked exceptions as they are")
  void parametersAndException() {
    assertThatThrownBy(() -> assistant.answer("Where is it?", .8, 150))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no answer");

    SpanData span = spans.only();
    assertThat(span.getName()).isEqualTo("answer");
    assertThat(content(span, "prompt")).isEqualTo("Where is it?");
    assertThat(spans.attributes("answer"))
        .containsEntry("gen_ai.request.temperature", .8)
        .containsEntry("gen_ai.request.max_tokens", 150L)
        .containsEntry("error.type", "java.io.IOException")
        .containsKey("latency_ms");
    assertThat(span.getEvents())
        .extracting(EventData::getName)
        .containsExactly("gen_ai.content.prompt", "exception");
  }

  @Test
  @DisplayName("OB-02 OB-03: one text is the input itself, messages are lines, nothing is a note")
  void input() {
    assertThat(assistant.only("Is it?")).isEqualTo("yes");
    assistant.chat(
        List.of(
            Map.of("role", "user", "content", "a"), Map.of("role", "assistant", "content", "b")));
    assistant.nothing();
    assertThat(assistant.all("x", 1)).isEqualTo("[x, 1]");

    assertThat(content(spans.named("only"), "prompt")).isEqualTo("Is it?");
    assertThat(content(spans.named("chat"), "prompt")).isEqualTo("user: a\nassistant: b");
    assertThat(content(spans.named("nothing"), "prompt")).isEqualTo("(no input)");
    assertThat(content(spans.named("nothing"), "completion")).isNull();
    assertThat(content(spans.named("all"), "prompt")).isEqualTo("[\"x\",1]");
  }

  @Test
  @DisplayName("OB-04 OB-05 D16: with input capture off no argument leaks; parameters stay")
  void noLeak() {
    assertThat(assistant.secret("hunter2", .5)).isEqualTo("hunter2");
    assistant.quiet("spoken", 7);

    assertThat(spans.named("secret").toString()).doesNotContain("hunter2");
    assertThat(spans.attributes("secret"))
        .containsEntry("gen_ai.request.temperature", .5)
        .doesNotContainKey("function.arg.temperature");
    assertThat(spans.attributes("quiet").keySet())
        .noneMatch(key -> key.startsWith("function.arg."));
    assertThat(content(spans.named("quiet"), "prompt")).contains("spoken");
  }

  @Test
  @DisplayName("OB-04 OB-05: content off in the environment silences arguments too")
  void environment() {
    try (SpanRecorder silent =
        new SpanRecorder(
            Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "false"),
            builder -> builder)) {
      Observed.proxy(Assistant.class, shop, silent.parley()).retrieve(1, "hunter2", 2);
      assertThat(silent.only().toString()).doesNotContain("hunter2");
      assertThat(silent.only().getEvents()).isEmpty();
    }
  }

  @Test
  @DisplayName("OB-05 OB-06: the redactor sees arguments, input and output; long ones are cut")
  void redacted() {
    try (SpanRecorder careful =
        new SpanRecorder(
            builder ->
                builder.redactor(
                    (key, text) ->
                        key.equals("function.arg.limit") ? null : text.replace("pin", "***")))) {
      Observed.proxy(Assistant.class, shop, careful.parley())
          .retrieve(42, "pin" + "x".repeat(5_000), 1);

      SpanData span = careful.only();
      assertThat(span.toString()).doesNotContain("pin");
      assertThat(careful.attributes("look"))
          .doesNotContainKey("function.arg.limit")
          .containsEntry("function.arg.query.truncated", true)
          .containsEntry("function.arg.query.length", 5_003L);
      assertThat((String) careful.attributes("look").get("function.arg.query"))
          .hasSize(1_000)
          .startsWith("***x");
    }
  }

  @Test
  @DisplayName("OB-10 OB-13 D6: an asynchronous method ends with its stage, parameters included")
  void asynchronous() {
    CompletionStage<Map<String, Object>> stage = assistant.later(.8);
    CompletableFuture<String> future = assistant.future();
    assertThat(spans.spans()).isEmpty();
    shop.later.complete(
        Map.of("model", "gpt-4o", "usage", Map.of("prompt_tokens", 3, "completion_tokens", 7)));
    shop.future.complete("there");

    assertThat(stage.toCompletableFuture()).isCompleted();
    assertThat(future).isCompletedWithValue("there");
    assertThat(spans.attributes("later"))
        .containsEntry("gen_ai.request.temperature", .8)
        .containsEntry("gen_ai.usage.output_tokens", 7L);
    assertThat(content(spans.named("future"), "completion")).isEqualTo("there");
  }

  @Test
  @DisplayName("OB-19 D4: conversation, workflow and agent are on the span of a method, each once")
  void context() {
    Conversation.of("c")
        .user("u")
        .run(
            () ->
                Workflow.of("w")
                    .run(
                        () ->
                            Agent.of("Bot")
                                .id("b1")
                                .description("helps")
                                .version("2")
                                .run(() -> assistant.only("?"))));

    assertThat(spans.attributes("only"))
        .containsEntry("gen_ai.conversation.id", "c")
        .containsEntry("user.id", "u")
        .containsEntry("workflow.id", "w")
        .containsEntry("gen_ai.agent.name", "Bot")
        .containsEntry("gen_ai.agent.id", "b1")
        .containsEntry("gen_ai.agent.description", "helps")
        .containsEntry("gen_ai.agent.version", "2");
    assertThat(spans.attributes("only").keySet()).noneMatch(key -> key.startsWith("custom."));
  }

  @Test
  @DisplayName("OB-14: methods that return iterators, streams and publishers are observed as such")
  void streamed() {
    assertThat(assistant.words()).toIterable().containsExactly("a", "b");
    assertThat(assistant.stream()).containsExactly("a", "b");
    assertThatThrownBy(() -> assistant.published().subscribe(null))
        .isInstanceOf(RuntimeException.class);

    assertThat(content(spans.named("words"), "completion")).isEqualTo("ab");
    assertThat(content(spans.named("stream"), "completion")).isEqualTo("ab");
  }

  @Test
  @DisplayName("Default methods are observed; methods without the annotation pass through")
  void passedThrough() {
    assertThat(assistant.twice("x")).isEqualTo("xx");
    assertThat(assistant.plain("x")).isEqualTo("x");
    assertThat(spans.only().getName()).isEqualTo("twice");
  }

  @Test
  @DisplayName("equals, hashCode and toString are the object's own")
  void identity() {
    Assistant other = Observed.proxy(Assistant.class, shop, spans.parley());
    assertThat(assistant)
        .isEqualTo(other)
        .isEqualTo(assistant)
        .isNotEqualTo(Observed.proxy(Assistant.class, new Shop(), spans.parley()))
        .hasSameHashCodeAs(shop)
        .hasToString("the shop");
    assertThat(assistant.equals(shop)).isTrue();
    assertThat(assistant.equals(null)).isFalse();
    assertThat(spans.spans()).isEmpty();
  }

  /** Annotated on the class; reached through a generic interface of the platform. */
  @Observe(kind = StepKind.CHAIN)
  static final class Upper implements Function<String, String> {
    @Override
    @Observe(name = "upper", kind = StepKind.PROMPT)
    public String apply(@Observe.Argument("word") String text) {
      return text.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public <V> Function<V, String> compose(Function<? super V, ? extends String> before) {
      return Function.super.compose(before);
    }
  }

  @Test
  @DisplayName("Annotations on the class count, through bridges of generic interfaces too")
  void onTheClass() {
    @SuppressWarnings("unchecked")
    Function<String, String> upper =
        Observed.proxy(Function.class, new Upper(), step -> step.on(spans.parley()).tag("v2"));
    assertThat(upper.apply("a")).isEqualTo("A");
    assertThat(upper.compose(Object::toString).apply(1)).isEqualTo("1");

    assertThat(spans.attributes("upper"))
        .containsEntry("gen_ai.l9.span.kind", "prompt")
        .containsEntry("function.arg.word", "a")
        .containsEntry("tags", List.of("v2"));
    assertThat(spans.attributes("compose")).containsEntry("gen_ai.l9.span.kind", "chain");
  }

  @Test
  @DisplayName("OB-20: the last word on a step can bring a price book")
  void prices() {
    Function<String, Object> model =
        new Function<>() {
          @Override
          @Observe(name = "priced")
          public Object apply(String prompt) {
            return Map.of(
                "model",
                "gpt-4o",
                "usage",
                Map.of("prompt_tokens", 1000, "completion_tokens", 500));
          }
        };
    @SuppressWarnings("unchecked")
    Function<String, Object> observed =
        Observed.proxy(
            Function.class,
            model,
            step ->
                step.on(spans.parley())
                    .prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))));
    assertThat(observed.apply("x")).isNotNull();
    assertThat(spans.attributes("priced")).containsEntry("gen_ai.usage.cost_usd", 0.0075);
  }

  @Test
  @DisplayName("What cannot be observed is given back as it is; a failing last word breaks nothing")
  void unobservable() {
    Shop plain = Observed.proxy(Shop.class, shop, spans.parley());
    assertThat(plain).isSameAs(shop);

    Assistant hasty =
        Observed.proxy(
            Assistant.class,
            shop,
            step -> {
              step.on(spans.parley());
              throw new IllegalStateException("too hasty");
            });
    assertThat(hasty.only("?")).isEqualTo("yes");
    assertThat(spans.only().getName()).isEqualTo("only");
  }
}
