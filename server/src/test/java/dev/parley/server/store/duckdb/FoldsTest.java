package dev.parley.server.store.duckdb;

import static dev.parley.server.query.TestSpan.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.PriceBook;
import dev.parley.server.ingest.Remap;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Span;
import dev.parley.server.query.ConversationSearch;
import dev.parley.server.query.ConversationSearch.Sort;
import dev.parley.server.query.Queries;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Folded;
import dev.parley.server.store.Project;
import dev.parley.server.store.Scope;
import dev.parley.server.store.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is folded of conversations and traces")
final class FoldsTest {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final long NOON = 20_000 * DAY + DAY / 2;

  @TempDir private Path folder;

  private static TestSpan chat(int trace, int id, long start, String text) {
    return TestSpan.call(trace, id, start)
        .tokens(1, 1)
        .says(List.of(message("user", text)), message("assistant", "answer " + id));
  }

  /** Batches that come one after the other, most of them later than what they belong to. */
  private static List<List<TestSpan>> batches() {
    return List.of(
        List.of(
            chat(1, 1, NOON, "first question").conversation("c1").user("ann"),
            chat(2, 2, NOON + 1_000, "another").conversation("c2")),
        // Days after and before what is known of the conversation; the title becomes another.
        List.of(chat(3, 3, NOON + 3 * DAY, "later").conversation("c1")),
        List.of(chat(4, 4, NOON - 2 * DAY, "before all").conversation("c1")),
        // Without a conversation, until the span around them says which.
        List.of(chat(5, 6, NOON + 4 * DAY, "whose").under(5), TestSpan.of(Kind.HTTP, 6, 8, NOON)),
        List.of(TestSpan.of(Kind.AGENT, 5, 5, NOON + 4 * DAY - 10).conversation("c3")),
        // A request that began a day before the call inside of it.
        List.of(
            TestSpan.of(Kind.HTTP, 1, 7, NOON - DAY).server().millis(2 * DAY),
            chat(6, 9, NOON + 5, "in a request").under(8).conversation("c2")),
        List.of(
            TestSpan.call(7, 10, NOON)
                .conversation("c4")
                .says(List.of(message("system", "be kind"), message("user", "after a system")))),
        List.of(TestSpan.call(8, 11, NOON).conversation("c5")),
        List.of(chat(9, 12, NOON, "").conversation("c6")));
  }

  private static ConversationSearch search(String text) {
    return new ConversationSearch(text, null, null, false, false, Sort.LAST_ACTIVITY, true, 50, 0);
  }

  /** All that is read with the help of what is folded. */
  private static Map<String, Object> answers(TestStore store) {
    Queries queries = store.queries(PriceBook.empty());
    Map<String, Object> answers = new HashMap<>();
    for (String text : List.of("before all", "system", "ann")) {
      answers.put("search " + text, queries.conversations(Scope.ALL, search(text)));
    }
    answers.put("all", queries.conversations(Scope.ALL, search(null)));
    for (int i : List.of(1, 2, 3)) {
      answers.put("flow " + i, String.valueOf(queries.conversation("c" + i, Scope.ALL)));
    }
    for (int i : List.of(1, 5, 6, 10)) {
      answers.put("trace " + i, String.valueOf(queries.trace(TestSpan.traceId(i))));
    }
    return answers;
  }

  private static List<Object> column(TestStore store, String sql) {
    return Tables.column(store.store(), sql);
  }

  private static Map<String, Object> unfolded(Path folder) {
    try (TestStore store = new TestStore(folder)) {
      for (List<TestSpan> batch : batches()) {
        store.save(batch.toArray(new TestSpan[0]));
      }
      return answers(store);
    }
  }

  @Test
  @DisplayName("late spans and ids that come later: every answer is as if nothing were folded")
  void late() {
    Map<String, Object> expected = unfolded(folder.resolve("unfolded"));
    try (TestStore store = new TestStore(folder.resolve("each"))) {
      for (List<TestSpan> batch : batches()) {
        store.save(batch.toArray(new TestSpan[0]));
        Folded.all(store.store());
        assertThat(Folded.uncovered(store.store())).isZero();
      }
      assertThat(column(store, "SELECT DISTINCT conversation_id FROM conversation_extents"))
          .containsExactlyInAnyOrder("c1", "c2", "c3", "c4", "c5", "c6");
      assertThat(answers(store)).isEqualTo(expected);
    }
    // Half of it folded, and what came since is seen at once.
    try (TestStore store = new TestStore(folder.resolve("first"))) {
      List<List<TestSpan>> batches = batches();
      for (int i = 0; i < batches.size(); i++) {
        store.save(batches.get(i).toArray(new TestSpan[0]));
        if (i == batches.size() / 2 - 1) {
          Folded.all(store.store());
        }
      }
      assertThat(answers(store)).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("titles are kept once they are folded, and are the same where none is kept")
  void titles() {
    Map<String, Object> expected = unfolded(folder);
    try (TestStore store = new TestStore(folder)) {
      assertThat(column(store, "FROM titles")).isEmpty();
      Folded.all(store.store());
      assertThat(column(store, "SELECT title FROM titles")).contains("whose", "in a request");
      assertThat(answers(store)).isEqualTo(expected);
      boolean unused =
          store
              .store()
              .transact(
                  connection -> {
                    Engine.execute(connection, "DELETE FROM titles");
                    return true;
                  });
      assertThat(answers(store)).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("a new process goes on where the last one ended; a backup holds it")
  void restart() throws Exception {
    Map<String, Object> expected = unfolded(folder.resolve("unfolded"));
    Path data = folder.resolve("data");
    List<List<TestSpan>> batches = batches();
    long until = 0;
    for (int i = 0; i < batches.size(); i += 3) {
      try (TestStore store = new TestStore(data)) {
        assertThat(store.store().foldedUntil(Project.DEFAULT)).isEqualTo(until);
        store.save(batches.get(i).toArray(new TestSpan[0]));
        Folded.all(store.store());
        until = store.store().foldedUntil(Project.DEFAULT);
        assertThat(until).isPositive();
        for (List<TestSpan> batch : batches.subList(i + 1, Math.min(i + 3, batches.size()))) {
          store.save(batch.toArray(new TestSpan[0]));
        }
      }
    }
    try (TestStore store = new TestStore(data)) {
      assertThat(answers(store)).isEqualTo(expected);
      var unused = store.backups().backUp(folder.resolve("backup"));
    }
    DuckDbBackups.restore(folder.resolve("backup"), folder.resolve("restored"));
    try (TestStore store = new TestStore(folder.resolve("restored"))) {
      assertThat(store.store().foldedUntil(Project.DEFAULT)).isEqualTo(until);
      assertThat(answers(store)).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("erased conversations, traces and projects are in none of it, nor what they said")
  void erased() {
    try (TestStore store = new TestStore(folder)) {
      batches().forEach(batch -> store.save(batch.toArray(new TestSpan[0])));
      Folded.all(store.store());
      var unused =
          store
              .removals()
              .erase(new Erasure(Project.DEFAULT, Erasure.Subject.CONVERSATION, "c1"), false);
      assertThat(column(store, "SELECT DISTINCT conversation_id FROM conversation_extents"))
          .containsExactlyInAnyOrder("c2", "c3", "c4", "c5", "c6");
      assertThat(column(store, "FROM trace_extents ANTI JOIN spans USING (trace_id)")).isEmpty();
      assertThat(column(store, "SELECT title FROM titles"))
          .doesNotContain("first question", "later", "before all")
          .contains("whose");
      assertThat(Folded.uncovered(store.store())).isZero();
      assertThat(store.queries(PriceBook.empty()).conversation("c1", Scope.ALL)).isNull();

      var unusedAll =
          store
              .removals()
              .erase(new Erasure(Project.DEFAULT, Erasure.Subject.PROJECT, Project.DEFAULT), false);
      for (String table :
          List.of("conversation_extents", "trace_extents", "titles", "extents_progress")) {
        assertThat(column(store, "FROM " + table)).as(table).isEmpty();
      }
      Map<String, Object> none = answers(store);
      batches().forEach(batch -> store.save(batch.toArray(new TestSpan[0])));
      assertThat(answers(store)).isNotEqualTo(none);
      Folded.all(store.store());
      assertThat(Folded.uncovered(store.store())).isZero();
      assertThat(column(store, "FROM trace_extents")).hasSize(9);
    }
  }

  @Test
  @DisplayName("retention takes days of it with their spans")
  void retention() {
    try (TestStore store = new TestStore(folder)) {
      batches().forEach(batch -> store.save(batch.toArray(new TestSpan[0])));
      Folded.all(store.store());
      var unused = store.removals().retireBefore(20_002);
      assertThat(column(store, "SELECT DISTINCT conversation_id FROM conversation_extents"))
          .containsExactlyInAnyOrder("c1", "c3");
      assertThat(column(store, "SELECT DISTINCT trace_id FROM trace_extents")).hasSize(2);
      assertThat(column(store, "SELECT title FROM titles")).containsExactly("whose");
      assertThat(Folded.uncovered(store.store())).isZero();
    }
  }

  @Test
  @DisplayName("what remapping understands as another conversation is found there")
  void remapped() throws Exception {
    try (TestStore store = new TestStore(folder)) {
      Map<String, Span> moved = new HashMap<>();
      List<Span> spans = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        long start = NOON + i * DAY;
        spans.add(chat(10 + i, 20 + i, start, "said " + i).conversation("old" + i % 2).build());
        Span span = chat(10 + i, 20 + i, start, "said " + i).conversation("new" + i % 2).build();
        moved.put(span.key().spanId(), span);
      }
      var sent = store.ingest().submit(Batch.ofSpans(spans)).get(60, TimeUnit.SECONDS);
      assertThat(sent.stored()).isEqualTo(8);
      Folded.all(store.store());
      Remap.Progress progress =
          Remap.run(
              store.store(),
              new DuckDbRemapping(store.store(), Project.DEFAULT),
              Project.DEFAULT,
              span -> moved.get(span.key().spanId()),
              0,
              100_000,
              each -> {});
      assertThat(progress.changed()).isEqualTo(8);
      assertThat(Folded.uncovered(store.store())).isZero();
      var flow = store.queries(PriceBook.empty()).conversation("new1", Scope.ALL);
      assertThat(flow).isNotNull();
      assertThat(flow.totals().calls()).isEqualTo(4);
      assertThat(flow.totals().title()).isEqualTo("said 1");
    }
  }

  @Test
  @DisplayName("a clock that went back, after the newest spans were removed, leaves nothing out")
  void clockWentBack() {
    try (TestStore store = new TestStore(folder)) {
      store.save(chat(1, 1, NOON, "early").conversation("c1"));
      store.save(chat(2, 2, NOON, "newest").conversation("c2"));
      Folded.all(store.store());
      var unused =
          store
              .removals()
              .erase(new Erasure(Project.DEFAULT, Erasure.Subject.CONVERSATION, "c2"), false);
    }
    try (TestStore store = new TestStore(folder)) {
      assertThat(store.store().foldedUntil(Project.DEFAULT))
          .isEqualTo(Tables.value(store.store(), "SELECT max(received_nanos) FROM spans"));
    }
  }
}
