package dev.parley.server.lifecycle;

import static dev.parley.server.query.TestSpan.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.ingest.Receipt;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Kind;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Score;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Project;
import dev.parley.server.store.Removed;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbLifecycle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Erasure")
final class ErasureTest {
  private static final long NOON = TimeUnit.DAYS.toMillis(20_000) + TimeUnit.HOURS.toMillis(12);
  private static final String LONG = "a long value that many share ".repeat(30);

  @TempDir private Path folder;
  private TestStore store;
  private Removals removals;

  @BeforeEach
  void open() {
    store = new TestStore(folder);
    removals = new Removals(store.ingest(), new DuckDbLifecycle(store.store()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Removed erase(Erasure.Subject subject, String id) {
    Erasure erasure = new Erasure(Project.DEFAULT, subject, id);
    Removed said = removals.erase(erasure, true);
    Removed done = removals.erase(erasure, false);
    assertThat(said).as("the dry run").isEqualTo(done);
    assertThat(removals.erase(erasure, false)).isEqualTo(Removed.NOTHING);
    return done;
  }

  private static TestSpan chat(int trace, int span, String text) {
    return TestSpan.call(trace, span, NOON + span)
        .tokens(1, 1)
        .says(List.of(message("system", "be kind"), message("user", text)));
  }

  private Receipt send(Batch batch) throws Exception {
    return store.ingest().submit(batch).get(60, TimeUnit.SECONDS);
  }

  private List<Object> spans() {
    return Tables.column(store.store(), "SELECT span_id FROM spans ORDER BY 1");
  }

  private List<Object> messages() {
    return Tables.column(
        store.store(),
        "SELECT json_extract_string(json, '$.parts[0].content') FROM messages" + " ORDER BY 1");
  }

  private static Score score(String id, Score.About about, String evaluator) {
    return new Score(
        id,
        TimeUnit.MILLISECONDS.toNanos(NOON),
        "helpful",
        1.0,
        null,
        null,
        Score.Source.API,
        evaluator,
        about);
  }

  @Test
  @DisplayName("of a conversation: its spans, what hangs on them, and what nobody else refers to")
  void conversation() throws Exception {
    store.save(
        chat(1, 1, "secret").conversation("c1").attributes("{\"v\":\"" + LONG + "\"}"),
        TestSpan.of(Kind.HTTP, 1, 2, NOON).under(1),
        chat(2, 3, "both").conversation("c1"),
        chat(2, 4, "theirs").conversation("c2").attributes("{\"v\":\"" + LONG + "\"}"),
        chat(3, 5, "both").conversation("c2"));
    String trace = TestSpan.traceId(1);
    send(
        new Batch(
            List.of(),
            List.of(
                log(trace, TestSpan.spanId(1), "{}"),
                log(null, null, "{\"session.id\":\"c1\"}"),
                log(TestSpan.traceId(2), TestSpan.spanId(4), "{}"),
                log(null, null, "{\"session.id\":\"c2\",\"note\":\"c1\"}")),
            List.of(point("{\"session.id\":\"c1\"}"), point("{\"session.id\":\"c2\"}"))));
    send(
        Batch.ofScores(
            List.of(
                score("a", new Score.About(trace, TestSpan.spanId(1), null, null, null), null),
                score("b", new Score.About(null, null, "c1", 2, null), null),
                score("c", new Score.About(trace, null, null, null, null), null),
                score("d", new Score.About(null, null, "c2", null, null), null))));

    Removed removed = erase(Erasure.Subject.CONVERSATION, "c1");

    assertThat(removed).isEqualTo(new Removed(3, 2, 2, 1, 3, 1));
    assertThat(spans()).containsExactly(4L, 5L);
    assertThat(messages()).containsExactly("be kind", "both", "theirs");
    assertThat(Tables.count(store.store(), "blobs")).isEqualTo(1);
    assertThat(Tables.column(store.store(), "SELECT id FROM scores")).containsExactly("d");
    assertThat(store.ingest().status(Project.DEFAULT).stored().spans()).isEqualTo(2);
    assertThat(removals.erased()).isEqualTo(removed);
  }

  @Test
  @DisplayName("what was erased and is sent again is stored again, with its content")
  void sentAgain() throws Exception {
    TestSpan[] spans = {chat(1, 1, "secret").conversation("c1"), chat(2, 2, "x")};
    store.save(spans);
    erase(Erasure.Subject.CONVERSATION, "c1");
    assertThat(messages()).doesNotContain("secret");

    Receipt receipt = send(Batch.ofSpans(Arrays.stream(spans).map(TestSpan::build).toList()));

    assertThat(receipt).isEqualTo(new Receipt(1, 1));
    assertThat(messages()).contains("secret");
  }

  @Test
  @DisplayName("of a user: also what names nobody, where nobody else is named in trace or talk")
  void user() throws Exception {
    store.save(
        chat(1, 1, "mine").user("ann").conversation("alone"),
        chat(2, 2, "mine too").conversation("alone"),
        TestSpan.of(Kind.HTTP, 2, 3, NOON).under(2),
        chat(3, 4, "shared, hers").user("ann").conversation("shared"),
        chat(4, 5, "shared, his").user("bob").conversation("shared"),
        chat(5, 6, "shared, whose?").conversation("shared"),
        chat(6, 7, "batch, hers").user("ann"),
        chat(6, 8, "batch, his").user("bob"),
        TestSpan.of(Kind.HTTP, 6, 9, NOON));
    send(
        Batch.ofScores(
            List.of(
                score(
                    "a",
                    new Score.About(TestSpan.traceId(6), TestSpan.spanId(8), null, null, null),
                    "ann"),
                score("b", new Score.About(null, null, "alone", null, null), null),
                score("c", new Score.About(null, null, "shared", null, null), "bob"))));

    Removed removed = erase(Erasure.Subject.USER, "ann");

    assertThat(messages())
        .containsExactly("batch, his", "be kind", "shared, his", "shared, whose?");
    assertThat(removed.spans()).isEqualTo(5);
    assertThat(removed.scores()).isEqualTo(2);
    assertThat(spans()).containsExactly(5L, 6L, 8L, 9L);
  }

  @Test
  @DisplayName("of a project: everything; a subject without an id is refused")
  void project() throws Exception {
    store.save(chat(1, 1, "one").user("ann"));
    send(new Batch(List.of(), List.of(SampleSpans.log("1")), List.of(SampleSpans.point(1))));

    Removed removed = erase(Erasure.Subject.PROJECT, Project.DEFAULT);

    assertThat(removed.records()).isEqualTo(3);
    for (String table : List.of("spans", "logs", "metric_points", "messages", "resources")) {
      assertThat(Tables.count(store.store(), table)).as(table).isZero();
    }
    assertThatThrownBy(() -> new Erasure(Project.DEFAULT, Erasure.Subject.USER, ""))
        .hasMessageContaining("user is empty");
  }

  @Test
  @DisplayName("a score is deleted by its id")
  void deletedScore() throws Exception {
    send(Batch.ofScores(List.of(SampleSpans.score("a", 1), SampleSpans.score("b", 1))));
    send(Batch.ofScores(List.of(SampleSpans.score("a", 2))));

    assertThat(removals.deleteScore(Project.DEFAULT, "a")).isTrue();
    assertThat(removals.deleteScore(Project.DEFAULT, "a")).isFalse();

    assertThat(Tables.column(store.store(), "SELECT id FROM scores")).containsExactly("b");
    assertThat(send(Batch.ofScores(List.of(SampleSpans.score("a", 2)))).stored()).isEqualTo(1);
  }

  private static LogRecord log(String trace, String span, String attributes) {
    return new LogRecord(
        SampleSpans.ORIGIN,
        trace,
        span,
        TimeUnit.MILLISECONDS.toNanos(NOON),
        0,
        9,
        "event",
        "\"text\"",
        attributes,
        null);
  }

  private static MetricPoint point(String attributes) {
    return new MetricPoint(
        SampleSpans.ORIGIN,
        "tokens",
        MetricPoint.Type.SUM,
        "{token}",
        "used",
        true,
        true,
        attributes,
        0,
        TimeUnit.MILLISECONDS.toNanos(NOON),
        1.0,
        "{}");
  }
}
