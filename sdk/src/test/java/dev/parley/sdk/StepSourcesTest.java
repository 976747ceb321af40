package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Results that are read later: numbers, sources that a library has its own types for, publishers.
 */
class StepSourcesTest {
  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  /** As clients have them for what they stream. */
  interface Chunks extends AutoCloseable {
    Stream<String> stream();

    int status();

    @Override
    void close();
  }

  /** Read by a loop instead. */
  interface Rows extends Iterable<String>, AutoCloseable {}

  /** A class cannot be stood in for. */
  static class Concrete implements Rows {
    @Override
    public Iterator<String> iterator() {
      return List.of("r").iterator();
    }

    @Override
    public void close() throws IOException {
      throw new IOException("disk");
    }
  }

  private static final class Answer implements Chunks {
    private final List<String> pieces;
    private boolean closed;

    Answer(String... pieces) {
      this.pieces = List.of(pieces);
    }

    @Override
    public Stream<String> stream() {
      return pieces.stream();
    }

    @Override
    public int status() {
      return 200;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Answer answer && answer.pieces.equals(pieces);
    }

    @Override
    public int hashCode() {
      return pieces.hashCode();
    }
  }

  interface Service {
    @Observe
    IntStream ints();

    @Observe
    LongStream longs();

    @Observe
    DoubleStream doubles();

    @Observe
    Chunks chunks();

    @Observe
    Rows rows();

    @Observe
    Concrete concrete();

    @Observe
    List<String> list();

    @Observe
    Publisher<String> published();

    @Observe
    String undeclared();
  }

  private static class Plain implements Service {
    final Answer answer = new Answer("a", "b");

    @Override
    public IntStream ints() {
      return IntStream.range(0, 3);
    }

    @Override
    public LongStream longs() {
      return LongStream.of(1L << 40).parallel();
    }

    @Override
    public DoubleStream doubles() {
      return DoubleStream.of(0.5, 0.25);
    }

    @Override
    public Chunks chunks() {
      return answer;
    }

    @Override
    public Rows rows() {
      return new Concrete();
    }

    @Override
    public Concrete concrete() {
      return new Concrete();
    }

    @Override
    public List<String> list() {
      return List.of("x");
    }

    @Override
    public Publisher<String> published() {
      return subscriber ->
          subscriber.onSubscribe(
              new Subscription() {
                @Override
                public void request(long n) {
                  subscriber.onNext("p");
                  subscriber.onNext("q");
                  subscriber.onComplete();
                }

                @Override
                public void cancel() {}
              });
    }

    @Override
    public String undeclared() {
      throw sneak(new IOException("as Kotlin throws it"));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneak(Throwable error) throws E {
      throw (E) error;
    }
  }

  private final Plain target = new Plain();
  private final Service service = Observed.proxy(Service.class, target, spans.parley());

  private static Object completion(SpanData span) {
    return span.getEvents().stream()
        .filter(event -> event.getName().equals("gen_ai.content.completion"))
        .map(EventData::getAttributes)
        .map(SpanRecorder::map)
        .map(attributes -> attributes.get("gen_ai.completion"))
        .findFirst()
        .orElse(null);
  }

  @Test
  @DisplayName("OB-14: streams of numbers are observed as streams, and stay what they are")
  void numbers() {
    assertThat(service.ints().toArray()).containsExactly(0, 1, 2);
    LongStream longs = service.longs();
    assertThat(longs.isParallel()).isTrue();
    assertThat(longs.toArray()).containsExactly(1L << 40);
    try (DoubleStream doubles = service.doubles()) {
      assertThat(doubles.iterator().nextDouble()).isEqualTo(0.5);
    }

    assertThat(completion(spans.named("ints"))).isEqualTo("0\n1\n2");
    assertThat(spans.attributes("longs")).containsEntry("parley.stream.items", 1L);
    assertThat(spans.attributes("doubles")).containsEntry("parley.stream.incomplete", true);
  }

  @Test
  @DisplayName("OB-14: a client's own streaming interface is observed at its first reading")
  void ownInterface() {
    try (Chunks chunks = service.chunks()) {
      assertThat(chunks.status()).isEqualTo(200);
      assertThat(spans.spans()).isEmpty();
      assertThat(chunks.stream()).containsExactly("a", "b");
      assertThat(spans.spans()).hasSize(1);
      assertThat(chunks.stream()).containsExactly("a", "b");
      assertThat(chunks).isEqualTo(service.chunks()).isEqualTo(target.answer);
      assertThat(chunks).hasSameHashCodeAs(target.answer);
    }

    assertThat(target.answer.closed).isTrue();
    SpanData span = spans.named("chunks");
    assertThat(completion(span)).isEqualTo("ab");
    assertThat(spans.attributes("chunks")).doesNotContainKey("parley.stream.incomplete");
  }

  @Test
  @DisplayName("OB-14: closed unread it is incomplete; what its close throws reaches the reader")
  void closedUnread() {
    service.chunks().close();
    Rows rows = service.rows();
    rows.forEach(row -> assertThat(row).isEqualTo("r"));
    assertThatThrownBy(rows::close).isInstanceOf(IOException.class).hasMessage("disk");

    assertThat(spans.attributes("chunks")).containsEntry("parley.stream.incomplete", true);
    assertThat(completion(spans.named("rows"))).isEqualTo("r");
  }

  @Test
  @DisplayName("Classes, and collections, are given back as they are")
  void otherTypes() {
    assertThat(service.concrete().iterator().next()).isEqualTo("r");
    assertThat(service.list()).isEqualTo(List.of("x"));

    assertThat(spans.spans()).extracting(SpanData::getName).containsExactly("concrete", "list");
    assertThat(completion(spans.named("list"))).isEqualTo("[\"x\"]");
  }

  @Test
  @DisplayName("OB-14: a method's publisher gives what it gave, and is recorded to its end")
  void published() {
    List<String> seen = new ArrayList<>();
    service
        .published()
        .subscribe(
            new Subscriber<>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                subscription.request(2);
              }

              @Override
              public void onNext(String item) {
                seen.add(item);
              }

              @Override
              public void onError(Throwable error) {
                seen.add(error.toString());
              }

              @Override
              public void onComplete() {
                seen.add("end");
              }
            });

    assertThat(seen).containsExactly("p", "q", "end");
    assertThat(completion(spans.only())).isEqualTo("pq");
  }

  @Test
  @DisplayName(
      "A checked exception that is not declared is the cause of what a JDK proxy can throw")
  void undeclared() {
    assertThatThrownBy(service::undeclared)
        .isInstanceOf(UndeclaredThrowableException.class)
        .hasCauseInstanceOf(IOException.class);

    assertThat(spans.attributes("undeclared")).containsEntry("error.type", "java.io.IOException");
  }

  @Test
  @DisplayName("OB-14: a step by its result's type, with the exceptions of its body")
  void returning() throws Exception {
    Step step = Step.chain("s").on(spans.parley());
    Iterator<String> words = step.returning(Iterator.class, () -> List.of("a", "b").iterator());
    assertThat(words).toIterable().containsExactly("a", "b");
    assertThatThrownBy(
            () ->
                step.<Object, IOException>returning(
                    Chunks.class,
                    () -> {
                      throw new IOException("no chunks");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no chunks");

    assertThat(spans.spans()).hasSize(2);
    assertThat(completion(spans.spans().get(0))).isEqualTo("ab");
  }

  private static final String SECRET = "sk-" + "0123456789".repeat(5);

  private static String tail(int before) {
    return "x".repeat(before) + SECRET + "y".repeat(5_000);
  }

  @Test
  @DisplayName("OB-05 OB-06: wherever streaming cuts a secret in two, no part of it is recorded")
  void secretAtTheLimit() {
    try (SpanRecorder redacted =
        new SpanRecorder(
            builder -> builder.redactor((key, text) -> text.replace(SECRET, "[key]")))) {
      for (int before : new int[] {9_960, 9_990, 10_000, 10_960, 10_990, 11_000}) {
        String name = "before" + before;
        Step.llm(name)
            .on(redacted.parley())
            .iterator(() -> List.of(tail(before)).iterator())
            .forEachRemaining(piece -> {});
        Step.llm(name + "tool")
            .on(redacted.parley())
            .iterator(() -> List.of(toolDelta(tail(before))).iterator())
            .forEachRemaining(piece -> {});
        Map<String, Object> output = content(redacted.named(name), "gen_ai.content.completion");
        Map<String, Object> tool = content(redacted.named(name + "tool"), "gen_ai.tool.call");
        assertThat(output.get("gen_ai.completion").toString())
            .doesNotContain("sk-")
            .hasSizeBetween(9_000, 10_000);
        assertThat(output)
            .containsEntry("gen_ai.completion.truncated", true)
            .containsEntry("gen_ai.completion.length", (long) tail(before).length());
        assertThat(tool.get("gen_ai.function.call.arguments").toString())
            .doesNotContain("sk-")
            .hasSizeBetween(9_000, 10_000);
        assertThat(tool).containsEntry("gen_ai.function.call.arguments.truncated", true);
      }
    }
  }

  @Test
  @DisplayName("OB-06: a stream that ends within the margin is cut at the limit, with its length")
  void withinTheMargin() {
    Step.llm("s")
        .on(spans.parley())
        .iterator(() -> List.of("x".repeat(10_500)).iterator())
        .forEachRemaining(piece -> {});

    assertThat(content(spans.only(), "gen_ai.content.completion"))
        .containsEntry("gen_ai.completion", "x".repeat(10_000))
        .containsEntry("gen_ai.completion.truncated", true)
        .containsEntry("gen_ai.completion.length", 10_500L);
  }

  private static Map<String, Object> content(SpanData span, String event) {
    return span.getEvents().stream()
        .filter(each -> each.getName().equals(event))
        .map(EventData::getAttributes)
        .map(SpanRecorder::map)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> toolDelta(String arguments) {
    Map<String, Object> call =
        Map.of("index", 0, "id", "a", "function", Map.of("name", "t", "arguments", arguments));
    return Map.of(
        "choices", List.of(Map.of("index", 0, "delta", Map.of("tool_calls", List.of(call)))));
  }
}
