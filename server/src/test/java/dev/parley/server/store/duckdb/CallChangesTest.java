package dev.parley.server.store.duckdb;

import static dev.parley.server.query.TestSpan.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.metrics.TestMetrics;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Project;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallChangesTest {
  private static final long T = 1_735_689_600_000L;
  private static final String TOKENS = "gen_ai_client_token_usage_total";

  @TempDir Path folder;

  /**
   * What a late span does to the role of one that is stored, and a commit of something after it.
   */
  private static void judge(TestStore store, int span, boolean isCall) {
    store
        .store()
        .transact(
            connection -> {
              Sql which = new Sql("span_id = ?", (long) span);
              CallChanges.removed(connection, which);
              try (Statement statement = connection.createStatement()) {
                statement.execute(
                    "UPDATE spans SET is_call = " + isCall + " WHERE span_id = " + span);
              }
              CallChanges.added(connection, which);
              return true;
            });
  }

  private static int changes(TestStore store) {
    return store
        .store()
        .read(
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet rows = statement.executeQuery("SELECT count(*) FROM call_changes")) {
                rows.next();
                return rows.getInt(1);
              }
            });
  }

  @Test
  @DisplayName("a call found to be a copy later is paid off by the next ones; nothing falls")
  void counted() {
    try (TestStore store = new TestStore(folder);
        TestMetrics metrics = new TestMetrics(store, 100)) {
      store.save(call(1, 1, T).tokens(100, 0));
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("100");

      judge(store, 1, false);
      store.save(call(1, 2, T).tokens(30, 0));
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("100");
      store.save(call(1, 3, T).tokens(90, 0));
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("120");
      assertThat(metrics.sum("gen_ai_client_operation_duration_seconds_count"))
          .isEqualByComparingTo("2");

      judge(store, 1, true);
      store.save(call(1, 4, T).tokens(1, 0));
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("221");
    }
  }

  @Test
  @DisplayName("what is owed outlives a restart, and a change before the count changes nothing")
  void restart() {
    try (TestStore store = new TestStore(folder);
        TestMetrics metrics = new TestMetrics(store, 100)) {
      store.save(call(1, 1, T).tokens(100, 0));
      metrics.advance();
      judge(store, 1, false);
      store.save(call(1, 2, T).tokens(10, 0), call(1, 3, T).tokens(7, 0));
      judge(store, 3, false);
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("100");
    }
    try (TestStore store = new TestStore(folder);
        TestMetrics metrics = new TestMetrics(store, 100)) {
      assertThat(metrics.sum(TOKENS)).isEqualByComparingTo("100");
      store.save(call(2, 4, T).tokens(95, 0));
      assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("105");
      assertThat(changes(store)).isZero();
    }
  }

  @Test
  @DisplayName("nothing is noted while calls are not counted; counted again, all of them count")
  void switchedOff() {
    try (TestStore store = new TestStore(folder)) {
      try (TestMetrics metrics = new TestMetrics(store, 100)) {
        store.save(call(1, 1, T).tokens(100, 0), call(1, 2, T).tokens(50, 0));
        assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("150");
      }
      new DuckDbCallCounters(store.store(), Project.DEFAULT).end();
      judge(store, 1, false);
      assertThat(changes(store)).isZero();
      try (TestMetrics metrics = new TestMetrics(store, 100)) {
        assertThat(metrics.advance().sum(TOKENS)).isEqualByComparingTo("50");
      }
    }
  }
}
