package dev.parley.server.ingest;

import static dev.parley.server.store.SampleSpans.call;
import static dev.parley.server.store.SampleSpans.key;
import static dev.parley.server.store.SampleSpans.log;
import static dev.parley.server.store.SampleSpans.message;
import static dev.parley.server.store.SampleSpans.plain;
import static dev.parley.server.store.SampleSpans.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.model.Batch;
import dev.parley.server.model.Content;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Message;
import dev.parley.server.model.Origin;
import dev.parley.server.model.Span;
import dev.parley.server.store.Group;
import dev.parley.server.store.Project;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Group commit")
final class GroupCommitTest {
  @TempDir private Path folder;
  private DuckDbStore store;
  private GroupCommit ingest;

  @BeforeEach
  void open() {
    store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT);
    ingest = GroupCommit.start(store, IngestLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    ingest.close();
    store.close();
  }

  private void reopen() {
    close();
    open();
  }

  @Test
  @DisplayName("a batch sent again counts once, also after a restart")
  void batchSentAgain() throws Exception {
    Batch batch = new Batch(plain(1, 10), List.of(log("\"x\"")), List.of(point(1)));

    assertThat(submit(batch)).isEqualTo(new Receipt(12, 0));
    assertThat(submit(batch)).isEqualTo(new Receipt(0, 12));
    reopen();
    assertThat(submit(batch)).isEqualTo(new Receipt(0, 12));

    assertThat(Tables.count(store, "spans")).isEqualTo(10);
    assertThat(Tables.count(store, "logs")).isEqualTo(1);
    assertThat(Tables.count(store, "metric_points")).isEqualTo(1);
    assertThat(ingest.status(Project.DEFAULT).duplicates()).isEqualTo(12);
    assertThat(ingest.status(Project.DEFAULT).accepted()).isZero();
  }

  @Test
  @DisplayName(
      "the same batch from eight threads at once counts once, and every thread is answered")
  void sameBatchConcurrently() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Receipt>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          threads.submit(
              () -> {
                go.await();
                return submit(Batch.ofSpans(plain(2, 500)));
              }));
    }
    go.countDown();
    int stored = 0;
    int duplicates = 0;
    for (Future<Receipt> answer : answers) {
      Receipt receipt = answer.get(30, TimeUnit.SECONDS);
      stored += receipt.stored();
      duplicates += receipt.duplicates();
    }
    threads.shutdown();

    assertThat(stored).isEqualTo(500);
    assertThat(duplicates).isEqualTo(7 * 500);
    assertThat(Tables.count(store, "spans")).isEqualTo(500);
  }

  @Test
  @DisplayName("of two spans with one identity the first content wins, within a batch too")
  void firstContentWins() throws Exception {
    Span first = call(key(3, 1), new Content(List.of(), List.of(message("user", "a")), List.of()));
    Span second = plain(key(3, 1));

    assertThat(submit(Batch.ofSpans(List.of(first, second)))).isEqualTo(new Receipt(1, 1));
    assertThat(submit(Batch.ofSpans(List.of(second)))).isEqualTo(new Receipt(0, 1));

    assertThat(Tables.value(store, "SELECT kind FROM spans")).isEqualTo("model_call");
  }

  @Test
  @DisplayName("the same ids in another trace are another span")
  void sameSpanIdInAnotherTrace() throws Exception {
    assertThat(submit(Batch.ofSpans(List.of(plain(key(1, 7)), plain(key(2, 7))))))
        .isEqualTo(new Receipt(2, 0));
  }

  @Test
  @DisplayName("twenty turns that resend their history store each message once")
  void historyIsStoredOnce() throws Exception {
    List<Message> history = new ArrayList<>();
    for (int turn = 0; turn < 20; turn++) {
      history.add(message("user", "question " + turn));
      Message answer = message("assistant", "answer " + turn);
      Content content =
          new Content(List.of(message("system", "be kind")), history, List.of(answer));
      submit(Batch.ofSpans(List.of(call(key(4, turn), content))));
      history.add(answer);
      if (turn == 10) {
        reopen();
      }
    }

    assertThat(Tables.count(store, "messages")).isEqualTo(1 + 20 * 2);
    assertThat(Tables.value(store, "SELECT sum(len(input_messages)) FROM spans").toString())
        .isEqualTo("400");
    assertThat(Tables.column(store, "SELECT DISTINCT role FROM messages ORDER BY role"))
        .containsExactly("assistant", "system", "user");
  }

  @Test
  @DisplayName("a message of two days is stored once in each")
  void messageOfTwoDays() throws Exception {
    Content content = new Content(List.of(), List.of(message("user", "hello")), List.of());
    Span today = call(key(5, 1), content);
    Span tomorrow =
        new Span(
            key(5, 2),
            null,
            today.origin(),
            today.dialect(),
            "later",
            today.otelKind(),
            today.kind(),
            null,
            today.startNanos() + Duration.ofDays(1).toNanos(),
            1,
            today.status(),
            null,
            today.identity(),
            today.call(),
            null,
            content,
            today.raw());

    submit(Batch.ofSpans(List.of(today, tomorrow)));
    submit(Batch.ofSpans(List.of(call(key(5, 3), content))));

    assertThat(Tables.count(store, "messages")).isEqualTo(2);
    assertThat(Tables.count(store, "resources")).isEqualTo(2);
  }

  @Test
  @DisplayName("no request is answered before its commit is done")
  void blockedCommit() throws Exception {
    GatedStore gated = new GatedStore(store);
    try (GroupCommit slow = GroupCommit.start(gated, IngestLimits.DEFAULT)) {
      CompletableFuture<Receipt> first = slow.submit(Batch.ofSpans(plain(6, 5)));
      gated.awaitCommit();
      CompletableFuture<Receipt> copy = slow.submit(Batch.ofSpans(plain(6, 5)));
      CompletableFuture<Receipt> other = slow.submit(Batch.ofSpans(plain(7, 5)));

      assertThatThrownBy(() -> first.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(copy).isNotDone();
      assertThat(other).isNotDone();
      assertThat(Tables.count(store, "spans")).isZero();

      gated.open();
      assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(new Receipt(5, 0));
      assertThat(copy.get(30, TimeUnit.SECONDS)).isEqualTo(new Receipt(0, 5));
      assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(new Receipt(5, 0));
    }
    assertThat(Tables.count(store, "spans")).isEqualTo(10);
  }

  @Test
  @DisplayName("a commit that takes too long fails its requests before the exporters give up")
  void deadline() throws Exception {
    GatedStore gated = new GatedStore(store);
    IngestLimits limits =
        new IngestLimits(
            100, Duration.ZERO, 100, 1_000_000, Duration.ofMillis(100), Duration.ofSeconds(30));
    try (GroupCommit slow = GroupCommit.start(gated, limits)) {
      CompletableFuture<Receipt> answer = slow.submit(Batch.ofSpans(plain(8, 5)));
      assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnavailableException.class);
      gated.open();
      // The slow commit came through after all: what is sent again is a duplicate.
      assertThat(retry(slow, Batch.ofSpans(plain(8, 5)))).isEqualTo(new Receipt(0, 5));
    }
  }

  @Test
  @DisplayName("a full queue turns requests away and recovers")
  void fullQueue() throws Exception {
    GatedStore gated = new GatedStore(store);
    IngestLimits limits =
        new IngestLimits(
            10, Duration.ZERO, 20, 1_000_000, Duration.ofSeconds(30), Duration.ofSeconds(30));
    try (GroupCommit slow = GroupCommit.start(gated, limits)) {
      CompletableFuture<Receipt> running = slow.submit(Batch.ofSpans(plain(9, 5)));
      gated.awaitCommit();
      CompletableFuture<Receipt> waiting = slow.submit(Batch.ofSpans(plain(10, 15)));
      CompletableFuture<Receipt> refused = slow.submit(Batch.ofSpans(plain(11, 15)));

      assertThatThrownBy(() -> refused.get(1, TimeUnit.SECONDS))
          .hasCauseInstanceOf(OverloadedException.class);
      assertThat(slow.status(Project.DEFAULT).queued()).isEqualTo(15);

      gated.open();
      assertThat(running.get(30, TimeUnit.SECONDS).stored()).isEqualTo(5);
      assertThat(waiting.get(30, TimeUnit.SECONDS).stored()).isEqualTo(15);
      assertThat(slow.submit(Batch.ofSpans(plain(11, 15))).get(30, TimeUnit.SECONDS).stored())
          .isEqualTo(15);
    }
  }

  @Test
  @DisplayName("a batch that cannot be stored fails alone")
  void poisonedBatch() throws Exception {
    GatedStore gated = new GatedStore(store);
    try (GroupCommit slow = GroupCommit.start(gated, IngestLimits.DEFAULT)) {
      CompletableFuture<Receipt> running = slow.submit(Batch.ofSpans(plain(12, 1)));
      gated.awaitCommit();
      List<CompletableFuture<Receipt>> good = new ArrayList<>();
      good.add(slow.submit(Batch.ofSpans(plain(13, 3000))));
      CompletableFuture<Receipt> poisoned =
          slow.submit(Batch.ofSpans(List.of(plain(key(14, 0)), nameless(key(14, 1)))));
      good.add(slow.submit(Batch.ofSpans(plain(15, 3))));
      good.add(slow.submit(Batch.ofSpans(plain(16, 3))));
      gated.open();

      assertThat(running.get(30, TimeUnit.SECONDS).stored()).isEqualTo(1);
      assertThatThrownBy(() -> poisoned.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnavailableException.class);
      for (CompletableFuture<Receipt> answer : good) {
        assertThat(answer.get(30, TimeUnit.SECONDS).stored()).isPositive();
      }
    }
    assertThat(Tables.count(store, "spans")).isEqualTo(1 + 3000 + 3 + 3);
    assertThat(submit(Batch.ofSpans(plain(14, 2)))).isEqualTo(new Receipt(2, 0));
  }

  @Test
  @DisplayName("a commit that fails at its last record leaves nothing of the others")
  void failedCommitLeavesNothing() throws Exception {
    LogRecord good = log("1");
    Origin nameless = new Origin(null, null, "{}", "", "");
    LogRecord bad = new LogRecord(nameless, null, null, 1, 1, 0, null, "1", "{}", null);
    Content content = new Content(List.of(), List.of(message("user", "hello")), List.of());
    Batch batch = new Batch(List.of(call(key(18, 1), content)), List.of(good, bad), List.of());

    assertThatThrownBy(() -> submit(batch)).hasCauseInstanceOf(UnavailableException.class);

    for (String table : List.of("spans", "logs", "messages", "resources")) {
      assertThat(Tables.count(store, table)).as(table).isZero();
    }
    Batch repaired = new Batch(batch.spans(), List.of(good), List.of());
    assertThat(submit(repaired)).isEqualTo(new Receipt(2, 0));
  }

  @Test
  @DisplayName("a store that fails after its commit was on disk stores nothing twice")
  void failureAfterCommit() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    GatedStore lying =
        new GatedStore(store) {
          @Override
          public void commit(Group group) {
            super.commit(group);
            if (commits.getAndIncrement() == 0) {
              throw new StoreException("checkpoint failed", null);
            }
          }
        };
    lying.open();
    Content content = new Content(List.of(), List.of(message("user", "hello")), List.of());
    try (GroupCommit unlucky = GroupCommit.start(lying, IngestLimits.DEFAULT)) {
      Batch batch =
          new Batch(List.of(call(key(17, 1), content)), List.of(log("1")), List.of(point(2)));
      assertThatThrownBy(() -> unlucky.submit(batch).get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnavailableException.class);
      assertThat(unlucky.status(Project.DEFAULT).fault()).contains("checkpoint failed");

      assertThat(unlucky.submit(batch).get(30, TimeUnit.SECONDS)).isEqualTo(new Receipt(0, 3));
      assertThat(
              unlucky
                  .submit(Batch.ofSpans(List.of(call(key(17, 2), content))))
                  .get(30, TimeUnit.SECONDS))
          .isEqualTo(new Receipt(1, 0));
      assertThat(unlucky.status(Project.DEFAULT).fault()).isNull();
    }
    assertThat(Tables.count(store, "messages")).isEqualTo(1);
    assertThat(Tables.count(store, "spans")).isEqualTo(2);
  }

  @Test
  @DisplayName("a shutdown commits what waits and refuses what comes later")
  void shutdown() throws Exception {
    List<CompletableFuture<Receipt>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(ingest.submit(Batch.ofSpans(plain(100 + i, 20))));
    }
    ingest.close();

    for (CompletableFuture<Receipt> answer : answers) {
      assertThat(answer.get(1, TimeUnit.SECONDS).stored()).isEqualTo(20);
    }
    CompletableFuture<Receipt> late = ingest.submit(Batch.ofSpans(plain(1, 1)));
    assertThatThrownBy(() -> late.get(1, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnavailableException.class);
    assertThat(Tables.count(store, "spans")).isEqualTo(1000);
  }

  @Test
  @DisplayName("the counts survive a restart, and the revision never goes back")
  void countsSurviveRestart() throws Exception {
    List<Long> revisions = new ArrayList<>();
    CountDownLatch heard = new CountDownLatch(1);
    try (AutoCloseable listening =
        ingest.onCommit(
            (project, revision) -> {
              revisions.add(revision);
              heard.countDown();
            })) {
      submit(
          new Batch(
              List.of(call(key(1, 1), Content.NONE), plain(key(1, 2))),
              List.of(log("1")),
              List.of(point(1))));
      assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }
    ingest.rejected(Project.DEFAULT, 4);
    IngestStatus before = ingest.status(Project.DEFAULT);
    reopen();
    IngestStatus after = ingest.status(Project.DEFAULT);

    assertThat(revisions).containsExactly(before.revision());
    assertThat(before.rejected()).isEqualTo(4);
    assertThat(before.stored().spans()).isEqualTo(2);
    assertThat(before.stored().genAiSpans()).isEqualTo(1);
    assertThat(before.stored().genAiSpansWithModelAndTokens()).isEqualTo(1);
    assertThat(before.stored().logs()).isEqualTo(1);
    assertThat(before.stored().metricPoints()).isEqualTo(1);
    assertThat(after.stored()).isEqualTo(before.stored());
    assertThat(after.revision()).isGreaterThanOrEqualTo(before.revision());
  }

  private static Span nameless(dev.parley.server.model.SpanKey key) {
    Span span = plain(key);
    return new Span(
        key,
        null,
        span.origin(),
        span.dialect(),
        null,
        span.otelKind(),
        span.kind(),
        null,
        span.startNanos(),
        1,
        span.status(),
        null,
        span.identity(),
        span.call(),
        null,
        span.content(),
        span.raw());
  }

  private Receipt submit(Batch batch) throws Exception {
    return ingest.submit(batch).get(30, TimeUnit.SECONDS);
  }

  /** Sends until it is answered, as exporters do. */
  private static Receipt retry(GroupCommit ingest, Batch batch) throws Exception {
    for (int attempt = 0; ; attempt++) {
      try {
        return ingest.submit(batch).get(30, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException e) {
        if (attempt == 100) {
          throw e;
        }
      }
    }
  }
}
