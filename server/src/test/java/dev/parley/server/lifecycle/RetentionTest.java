package dev.parley.server.lifecycle;

import static dev.parley.server.query.TestSpan.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.ingest.Receipt;
import dev.parley.server.lifecycle.Retention.Limits;
import dev.parley.server.metrics.TestMetrics;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Score;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Days;
import dev.parley.server.store.Project;
import dev.parley.server.store.Removed;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbLifecycle;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Retention")
final class RetentionTest {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** Noon of a day. */
  private static final long TODAY = 20_000 * DAY + DAY / 2;

  @TempDir private Path folder;
  private TestStore store;
  private DuckDbLifecycle lifecycle;
  private Removals removals;

  @BeforeEach
  void open() {
    store = new TestStore(folder);
    lifecycle = new DuckDbLifecycle(store.store());
    removals = new Removals(store.ingest(), lifecycle);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Removed sweep(Limits limits) {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(TODAY), ZoneOffset.UTC);
    try (Retention retention = new Retention(removals, lifecycle, limits, clock)) {
      return retention.sweep();
    }
  }

  private static TestSpan chat(int id, int daysAgo) {
    return TestSpan.call(id, id, TODAY - daysAgo * DAY)
        .conversation("c")
        .tokens(10, 5)
        .attributes("{\"long\":\"" + "abc ".repeat(200) + "\"}")
        .says(List.of(message("user", "hi")), message("assistant", "hello " + id));
  }

  private Receipt send(Batch batch) throws Exception {
    return store.ingest().submit(batch).get(60, TimeUnit.SECONDS);
  }

  private List<Object> days(String table) {
    return Tables.column(store.store(), "SELECT DISTINCT day FROM " + table + " ORDER BY 1");
  }

  private static Score score(String id, int daysAgo, double value) {
    return new Score(
        id,
        TimeUnit.MILLISECONDS.toNanos(TODAY - daysAgo * DAY),
        "helpful",
        value,
        null,
        null,
        Score.Source.API,
        null,
        new Score.About(null, null, "c", null, null));
  }

  @Test
  @DisplayName("by age: whole days go with all that is of them, and a conversation goes on shorter")
  void byAge() throws Exception {
    store.save(chat(1, 9), chat(2, 8), chat(3, 7), chat(4, 0));
    send(new Batch(List.of(), List.of(SampleSpans.log("1")), List.of(SampleSpans.point(1))));

    Removed removed = sweep(new Limits(7, null));

    assertThat(removed.spans()).isEqualTo(2);
    assertThat(removed.traces()).isEqualTo(2);
    assertThat(days("spans")).containsExactly(19_993, 20_000);
    assertThat(days("messages")).contains(19_993, 20_000).doesNotContain(19_991, 19_992);
    assertThat(days("blobs")).contains(19_993, 20_000).doesNotContain(19_991, 19_992);
    assertThat(days("resources")).contains(19_993, 20_000).doesNotContain(19_991, 19_992);
    assertThat(Tables.count(store.store(), "logs"))
        .as("records of the future stay")
        .isEqualTo(Days.of(SampleSpans.START) >= 19_993 ? 1 : 0);
    assertThat(store.ingest().status(Project.DEFAULT).stored().spans()).isEqualTo(2);
    assertThat(removals.retired()).isEqualTo(removed);
    assertThat(sweep(new Limits(7, null))).isEqualTo(Removed.NOTHING);
  }

  @Test
  @DisplayName("what is sent again of a day that is gone is refused, and what is newer is stored")
  void sentAgain() throws Exception {
    store.save(chat(1, 9), chat(2, 0));
    sweep(new Limits(7, null));

    Receipt receipt =
        send(Batch.ofSpans(List.of(chat(1, 9).build(), chat(3, 0).build(), chat(2, 0).build())));

    assertThat(receipt).isEqualTo(new Receipt(1, 1, 1));
    assertThat(days("spans")).containsExactly(20_000);
    assertThat(store.ingest().status(Project.DEFAULT).tooOld()).isEqualTo(1);
    assertThat(send(Batch.ofSpans(List.of(chat(1, 9).build())))).isEqualTo(new Receipt(0, 0, 1));
  }

  @Test
  @DisplayName("by size: the oldest days go until the rest fits, the present one never")
  void bySize() throws Exception {
    for (int day = 3; day >= 0; day--) {
      store.save(chat(day + 1, day));
      // As many rows as it takes to fill row groups, which is what space is freed by.
      fill(20_000 - day, 60_000);
    }
    lifecycle.checkpoint();
    long used = lifecycle.usedBytes();

    Removed removed = sweep(new Limits(null, used * 7 / 10));

    assertThat(days("spans")).containsExactly(19_999, 20_000);
    assertThat(removed.spans()).isEqualTo(2);
    assertThat(lifecycle.usedBytes()).isLessThanOrEqualTo(used * 7 / 10);
    assertThat(lifecycle.totalBytes()).isGreaterThanOrEqualTo(lifecycle.usedBytes());
    assertThat(send(Batch.ofSpans(List.of(chat(1, 3).build()))).tooOld()).isEqualTo(1);

    sweep(new Limits(null, 1L));

    assertThat(days("spans")).containsExactly(20_000);
  }

  @Test
  @DisplayName("by size: where a day less frees nothing, the others stay for now")
  void bySizeInVain() {
    store.save(chat(1, 3), chat(2, 2), chat(3, 1), chat(4, 0));
    lifecycle.checkpoint();

    sweep(new Limits(null, 1L));

    assertThat(days("spans")).hasSizeGreaterThanOrEqualTo(3);
  }

  private void fill(int day, int rows) {
    boolean unused =
        store
            .store()
            .read(
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    return statement.execute(
                        "INSERT INTO messages SELECT 'default', "
                            + day
                            + ", uuid(), 'user', concat(uuid()::VARCHAR, uuid()::VARCHAR) FROM"
                            + " range("
                            + rows
                            + ")");
                  }
                });
  }

  @Test
  @DisplayName("a score that was given again for an earlier time leaves nothing behind")
  void replacedScore() throws Exception {
    send(Batch.ofScores(List.of(score("s", 1, 0.1))));
    send(Batch.ofScores(List.of(score("s", 9, 0.9), score("t", 1, 0.5))));

    assertThat(sweep(new Limits(7, null)).scores()).isEqualTo(2);

    assertThat(Tables.column(store.store(), "SELECT id FROM scores")).containsExactly("t");
  }

  @Test
  @DisplayName(
      "the counters of calls keep what they counted, and count what goes before they could")
  void counters() {
    try (TestMetrics metrics = new TestMetrics(store, 100)) {
      store.save(chat(1, 9), chat(2, 0));
      metrics.advance();
      store.save(chat(3, 9));
      sweep(new Limits(7, null));
      assertThat(metrics.sum("gen_ai_client_operation_duration_seconds_count")).isEqualTo("2");
      store.save(chat(4, 0));

      metrics.advance();

      assertThat(metrics.sum("gen_ai_client_operation_duration_seconds_count")).isEqualTo("4");
      assertThat(metrics.sum("gen_ai_client_token_usage_total", "input")).isEqualTo("40");
      assertThat(metrics.text())
          .contains("parley_server_first_kept_timestamp_seconds " + 19_993L * 86_400);
      metrics.advance();
      assertThat(metrics.sum("gen_ai_client_operation_duration_seconds_count")).isEqualTo("4");
    }
  }

  @Test
  @DisplayName("commits go on while days go, and all of it is the same after a restart")
  void whileServing() throws Exception {
    for (int day = 20; day > 0; day--) {
      store.save(chat(day, day));
    }
    Thread sender =
        new Thread(
            () -> {
              for (int i = 100; i < 140; i++) {
                store.save(chat(i, 0));
              }
            });
    sender.start();
    sweep(new Limits(0, null));
    sender.join(60_000);

    assertThat(Tables.count(store.store(), "spans")).isEqualTo(40);
    assertThat(store.ingest().status(Project.DEFAULT).stored().spans()).isEqualTo(40);
    close();
    open();
    assertThat(store.ingest().status(Project.DEFAULT).stored().spans()).isEqualTo(40);
    assertThat(send(Batch.ofSpans(List.of(chat(100, 0).build())))).isEqualTo(new Receipt(0, 1));
  }
}
