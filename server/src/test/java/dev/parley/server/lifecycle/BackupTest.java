package dev.parley.server.lifecycle;

import static dev.parley.server.query.TestSpan.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.PriceBook;
import dev.parley.server.ingest.Receipt;
import dev.parley.server.model.Batch;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Backup;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Project;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbBackups;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Backup")
final class BackupTest {
  private static final long T = 1_735_689_600_000L;

  @TempDir private Path folder;
  private Path data;
  private Path backups;

  @BeforeEach
  void folders() {
    data = folder.resolve("data");
    backups = folder.resolve("it's a backup");
  }

  private static TestSpan chat(int id) {
    return TestSpan.call(id, id + 1, T + id)
        .conversation("c")
        .says(List.of(message("user", "question " + id)), message("assistant", "answer"));
  }

  @Test
  @DisplayName("of a serving store holds all that was acknowledged before, and is read as it was")
  void whileServing() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    Backup backup;
    int before;
    try (TestStore store = new TestStore(data)) {
      store.save(chat(0));
      Thread sender =
          new Thread(
              () -> {
                for (int i = 1; i < 20_000 && !enough.get(); i++) {
                  store.save(chat(i));
                  acknowledged.set(i);
                }
              });
      sender.start();
      while (acknowledged.get() < 5) {
        Thread.onSpinWait();
      }
      before = acknowledged.get();
      backup = new DuckDbBackups(store.store()).backUp(backups);
      enough.set(true);
      sender.join();
      assertThat(Tables.count(store.store(), "spans")).isEqualTo(acknowledged.get() + 1);
    }
    assertThat(backup.rows().get("spans")).isGreaterThan(before);

    Path restored = folder.resolve("restored");
    assertThat(DuckDbBackups.restore(backups, restored)).isEqualTo(backup);

    try (TestStore store = new TestStore(restored)) {
      assertThat(Tables.count(store.store(), "spans")).isEqualTo(backup.rows().get("spans"));
      assertThat(store.queries(PriceBook.empty()).trace(TestSpan.traceId(3))).isNotNull();
      Receipt again =
          store
              .ingest()
              .submit(Batch.ofSpans(List.of(chat(3).build(), chat(30_000).build())))
              .get(60, TimeUnit.SECONDS);
      assertThat(again).isEqualTo(new Receipt(1, 1));
      assertThat(
              Tables.value(store.store(), "SELECT max(count) FROM pragma_storage_info('messages')"))
          .as("rows of a group")
          .satisfies(rows -> assertThat((long) rows).isLessThanOrEqualTo(20_480));
    }
  }

  @Test
  @DisplayName("goes into an empty folder only, and comes back into an empty one only")
  void emptyFolders() throws Exception {
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("letter"), "x");
    try (TestStore store = new TestStore(data)) {
      store.save(chat(1));
      DuckDbBackups source = new DuckDbBackups(store.store());
      assertThatThrownBy(() -> source.backUp(full))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is not empty");
      assertThat(source.backUp(backups).records()).isEqualTo(1);
      assertThatThrownBy(() -> source.backUp(backups)).hasMessageContaining("is not empty");
      assertThatThrownBy(() -> source.backUp(full.resolve("letter/below")))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("no backup in");
    }
    assertThatThrownBy(() -> DuckDbBackups.restore(backups, data))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("holds something already");
    assertThat(full).isDirectoryContaining("glob:**/letter");
  }

  @Test
  @DisplayName("that was not finished, or is damaged, is not restored, and leaves nothing behind")
  void damaged() throws Exception {
    try (TestStore store = new TestStore(data)) {
      store.save(chat(1), chat(2));
      Backup unused = new DuckDbBackups(store.store()).backUp(backups);
    }
    Path restored = folder.resolve("restored");
    Path manifest = backups.resolve("backup.json");
    String text = Files.readString(manifest);
    Files.delete(manifest);
    assertRefused(restored, "no whole backup");
    Files.writeString(manifest, text.replaceAll("\"spans\" : 2", "\"spans\" : 3"));
    assertRefused(restored, "cannot be restored");
    Files.writeString(manifest, text.replaceAll("\"schema\" : \\d+", "\"schema\" : 999"));
    assertRefused(restored, "newer server (schema 999");
    Files.writeString(manifest, text);
    Files.write(backups.resolve("parley.duckdb"), new byte[300_000]);
    assertRefused(restored, "cannot be restored");
  }

  private void assertRefused(Path restored, String why) {
    assertThatThrownBy(() -> DuckDbBackups.restore(backups, restored))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining(why);
    assertThat(restored.resolve("parley.duckdb")).doesNotExist();
  }

  @Test
  @DisplayName("what was erased is in no byte of the folder once the database is written anew")
  void erasedBytes() throws Exception {
    // Nothing shorter takes its place: what makes texts small leaves words of their beginnings.
    String secret = "xq7Zk2vWp9";
    try (TestStore store = new TestStore(data)) {
      for (int i = 0; i < 50; i++) {
        store.save(chat(i), TestSpan.call(1_000 + i, 1, T + i).conversation(secret + i));
      }
      assertThat(filesWith(secret)).as("the log has it in the clear").isNotEmpty();
      for (int i = 0; i < 50; i++) {
        store
            .removals()
            .erase(new Erasure(Project.DEFAULT, Erasure.Subject.CONVERSATION, secret + i), false);
      }
    }

    DuckDbStore.Compaction compaction = DuckDbStore.compact(data, DuckDbOptions.DEFAULT);

    assertThat(filesWith(secret)).isEmpty();
    assertThat(compaction.after()).isLessThanOrEqualTo(compaction.before());
    try (TestStore store = new TestStore(data)) {
      assertThat(Tables.count(store.store(), "spans")).isEqualTo(50);
      assertThat(
              Tables.value(
                  store.store(),
                  "SELECT sum(count)::BIGINT FROM pragma_storage_info('spans') WHERE column_name ="
                      + " 'name' AND segment_type = 'VARCHAR'"))
          .as("rows that the file holds, deleted ones included")
          .isEqualTo(50L);
      assertThat(store.ingest().status(Project.DEFAULT).stored().spans()).isEqualTo(50);
    }
  }

  private List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
