package dev.parley.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.ingest.IngestLimits;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Project;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.StoreDamagedException;
import dev.parley.server.store.StoreOpenException;
import dev.parley.server.store.Tables;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A store that was damaged while its server was down")
final class DamageTest {
  private static final int BATCHES = 20;
  private static final int BATCH = 10;

  @TempDir private static Path killed;
  @TempDir private Path folder;
  private Path data;

  /** Where the log ended after each batch. */
  private static final List<Long> ENDS = new ArrayList<>();

  private interface Damage {
    void to(RandomAccessFile file, long length) throws IOException;
  }

  /** A folder as a killed server leaves it. */
  @BeforeAll
  static void kill() throws Exception {
    Path live = killed.resolve("live");
    try (DuckDbStore store = open(live);
        GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
      for (int batch = 0; batch < BATCHES; batch++) {
        ingest.submit(Batch.ofSpans(batch(batch))).get(60, TimeUnit.SECONDS);
        if (batch == BATCHES - 2) {
          Files.copy(live.resolve("parley.mark"), killed.resolve("mark-before"));
        }
        ENDS.add(Files.size(live.resolve("parley.duckdb.wal")));
      }
      copy(live, killed.resolve("data"));
    }
  }

  @BeforeEach
  void copyFolder() throws Exception {
    data = folder.resolve("data");
    copy(killed.resolve("data"), data);
  }

  @Test
  @DisplayName("loses nothing by a kill, and raises no alarm")
  void killed() {
    assertThat(storedBatches()).isEqualTo(BATCHES);
    assertThat(storedBatches()).isEqualTo(BATCHES);
    assertThat(repair().evidence()).isNull();
  }

  @Test
  @DisplayName("loses nothing by what lies behind the last acknowledged commit, and goes on")
  void garbageBehind() throws Exception {
    damage("parley.duckdb.wal", (file, length) -> append(file, length, new byte[5_000]));
    assertThat(storedBatches()).isEqualTo(BATCHES);
    commitOneMore();
    assertThat(storedBatches()).isEqualTo(BATCHES + 1);
  }

  @Test
  @DisplayName("cuts off a torn commit that was never acknowledged and that the engine refuses")
  void tornCommit() throws Exception {
    tearLastCommit();
    // Its mark was not yet written.
    Files.copy(
        killed.resolve("mark-before"),
        data.resolve("parley.mark"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(storedBatches()).isEqualTo(BATCHES - 1);
    commitOneMore();
    assertThat(storedBatches()).isEqualTo(BATCHES);
  }

  @Test
  @DisplayName("a torn commit that was acknowledged is refused each time, until it is repaired")
  void tornAcknowledged() throws Exception {
    tearLastCommit();
    for (int i = 0; i < 2; i++) {
      assertThat(refusal())
          .hasMessageContaining("has lost what was acknowledged: the last 1 commits")
          .hasMessageContaining(BATCH + " spans, 0 log records, 0 metric points and 0 scores")
          .hasMessageContaining("./parley repair");
    }
    Repair.Report report = repair();
    assertThat(report.lines())
        .anyMatch(line -> line.startsWith("The log could be read up to byte "))
        .anyMatch(line -> line.startsWith("Lost: the last 1 commits"));
    Path evidence = report.evidence();
    assertThat(evidence).isNotNull();
    assertThat(evidence.resolve("report.txt")).hasContent(String.join("\n", report.lines()));
    assertThat(evidence.resolve("parley.duckdb.wal")).hasSize(ENDS.get(BATCHES - 1));
    assertThat(evidence.resolve("parley.mark")).exists();
    assertThat(storedBatches()).isEqualTo(BATCHES - 1);
    commitOneMore();
    assertThat(storedBatches()).isEqualTo(BATCHES);
    assertThat(repair().lines()).singleElement().asString().startsWith("Nothing is damaged");
  }

  @ParameterizedTest
  @CsvSource({"1, 19", "0.5, 1", "all, 0"})
  @DisplayName("a log that was cut, which the engine takes without a word, is refused and repaired")
  void cutLog(String cut, int atLeast) throws Exception {
    if (cut.equals("all")) {
      Files.delete(data.resolve("parley.duckdb.wal"));
    } else {
      damage(
          "parley.duckdb.wal",
          (file, length) ->
              file.setLength(
                  cut.equals("1") ? length - 1 : (long) (length * Double.parseDouble(cut))));
    }
    assertThat(refusal()).hasMessageContaining("has lost what was acknowledged");

    assertThat(repair().lines()).anyMatch(line -> line.startsWith("Lost: the last "));
    int left = storedBatches();
    assertThat(left).isBetween(atLeast, BATCHES - 1);
    commitOneMore();
    assertThat(storedBatches()).isEqualTo(left + 1);
  }

  @Test
  @DisplayName("a damaged head of the log, for which the engine forgets all of it, is refused")
  void headOfLog() throws Exception {
    damage("parley.duckdb.wal", (file, length) -> flip(file, 3));
    assertThat(refusal()).hasMessageContaining("the last " + BATCHES + " commits");
    assertThat(repair().evidence()).isNotNull();
    assertThat(storedBatches()).isZero();
  }

  @Test
  @DisplayName("a database that is gone is not taken for a new one")
  void noDatabase() throws Exception {
    Files.delete(data.resolve("parley.duckdb"));
    Files.delete(data.resolve("parley.duckdb.wal"));
    assertThat(refusal()).hasMessageContaining("the last " + BATCHES + " commits");
    repair();
    assertThat(storedBatches()).isZero();
  }

  @Test
  @DisplayName("an older copy of the database under a newer mark is refused")
  void olderCopy() throws Exception {
    open(data).close();
    Path older = Files.copy(data.resolve("parley.duckdb"), folder.resolve("older"));
    commitOneMore();
    Files.copy(older, data.resolve("parley.duckdb"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(refusal()).hasMessageContaining("the last 1 commits");
  }

  @Test
  @DisplayName("a copy without a mark, as a restored backup is, starts and gets one of its own")
  void noMark() throws Exception {
    Files.delete(data.resolve("parley.mark"));
    assertThat(storedBatches()).isEqualTo(BATCHES);
    assertThat(CommitMark.read(data.resolve("parley.mark")))
        .extracting(CommitRecord::spans)
        .isEqualTo((long) BATCHES * BATCH);
  }

  @Test
  @DisplayName("another database under this mark is refused, and so is a mark that can't be read")
  void foreignMark() throws Exception {
    Path other = folder.resolve("other");
    try (DuckDbStore store = open(other);
        GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
      for (int batch = 0; batch <= BATCHES; batch++) {
        ingest.submit(Batch.ofSpans(batch(batch))).get(60, TimeUnit.SECONDS);
      }
    }
    Files.copy(
        data.resolve("parley.mark"),
        other.resolve("parley.mark"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> open(other))
        .isInstanceOf(StoreDamagedException.class)
        .hasMessageContaining("another database than the one that");

    Files.writeString(data.resolve("parley.mark"), "not a mark");
    assertThat(refusal()).hasMessageContaining("has a damaged mark");
    assertThat(repair().lines()).anyMatch(line -> line.contains("holds no mark that can be read"));
    assertThat(storedBatches()).isEqualTo(BATCHES);
  }

  @Test
  @DisplayName("a torn write of the mark leaves the one before")
  void tornMark() throws Exception {
    // The block of the last commit: an even number has the first one.
    damage("parley.mark", (file, length) -> flip(file, BATCHES % 2 * 4096L + 20));
    CommitRecord mark = CommitMark.read(data.resolve("parley.mark"));
    assertThat(mark).extracting(CommitRecord::sequence).isEqualTo(BATCHES - 1L);
    assertThat(storedBatches()).isEqualTo(BATCHES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"half", "header"})
  @DisplayName("a file that cannot be opened is refused, and repair finds what is cut off")
  void damagedFile(String where) throws Exception {
    open(data).close();
    damage(
        "parley.duckdb",
        (file, length) -> {
          switch (where) {
            case "half" -> file.setLength(length / 2);
            default -> flip(file, 20);
          }
        });
    if (where.equals("header")) {
      refusal();
      assertThatThrownBy(this::repair)
          .isInstanceOf(StoreOpenException.class)
          .hasMessageContaining("--start-empty");
    }
    Repair.Report report = Repair.run(data, DuckDbOptions.DEFAULT, true);
    Path evidence = report.evidence();
    assertThat(evidence).isNotNull();
    assertThat(evidence.resolve("parley.duckdb")).exists();
    int left = storedBatches();
    commitOneMore();
    assertThat(storedBatches()).isEqualTo(left + 1);
  }

  @Test
  @DisplayName("an unreadable block loses its rows alone")
  void unreadableBlock() throws Exception {
    try (DuckDbStore store = open(data)) {
      store.read(
          connection -> {
            Engine.execute(
                connection,
                "INSERT INTO blobs SELECT 'p', i // 20480, uuid(), md5(random()::VARCHAR) FROM"
                    + " range(100000) r(i)");
            return true;
          });
    }
    long block;
    try (DuckDbStore store = open(data)) {
      block =
          (long)
              Tables.value(
                  store,
                  "SELECT block_id FROM pragma_storage_info('blobs') WHERE row_group_id = 2 AND"
                      + " column_name = 'text' AND persistent ORDER BY count DESC LIMIT 1");
    }
    damage(
        "parley.duckdb",
        (file, length) -> {
          file.seek(3 * 4096 + block * 262_144 + 1000);
          file.write(new byte[500]);
        });
    List<String> lines = repair().lines();
    assertThat(lines).anyMatch(line -> line.matches("Lost: [0-9,]+ of 100,000 rows of blobs\\."));
    try (DuckDbStore store = open(data)) {
      assertThat(Tables.count(store, "blobs")).isBetween(20_000L, 90_000L);
      assertThat(Tables.count(store, "spans")).isEqualTo((long) BATCHES * BATCH);
    }
  }

  /** A byte in the middle of the last commit. */
  private void tearLastCommit() throws IOException {
    long at = (ENDS.get(BATCHES - 2) + ENDS.get(BATCHES - 1)) / 2;
    damage("parley.duckdb.wal", (file, length) -> flip(file, at));
  }

  private void commitOneMore() throws Exception {
    try (DuckDbStore store = open(data);
        GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
      ingest.submit(Batch.ofSpans(batch(100))).get(60, TimeUnit.SECONDS);
    }
  }

  private static List<Span> batch(int number) {
    return SampleSpans.plain(number, BATCH);
  }

  private static DuckDbStore open(Path data) {
    return DuckDbStore.open(data, DuckDbOptions.DEFAULT);
  }

  private Repair.Report repair() {
    return Repair.run(data, DuckDbOptions.DEFAULT, false);
  }

  private StoreDamagedException refusal() {
    StoreDamagedException refusal =
        catchThrowableOfType(StoreDamagedException.class, () -> open(data));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  /** How many batches are there; each must be there as a whole. */
  private int storedBatches() {
    try (DuckDbStore store = open(data)) {
      int whole = 0;
      for (int number :
          IntStream.concat(IntStream.range(0, BATCHES), IntStream.of(100)).toArray()) {
        List<SpanKey> keys = batch(number).stream().map(Span::key).toList();
        Set<SpanKey> stored = store.storedSpans(Project.DEFAULT, keys);
        assertThat(stored.size()).isIn(0, BATCH);
        whole += stored.size() / BATCH;
      }
      assertThat(Tables.count(store, "spans")).isEqualTo((long) whole * BATCH);
      return whole;
    }
  }

  private void damage(String name, Damage damage) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(data.resolve(name).toFile(), "rw")) {
      damage.to(file, file.length());
    }
  }

  private static void append(RandomAccessFile file, long length, byte[] bytes) throws IOException {
    file.seek(length);
    file.write(bytes);
  }

  private static void flip(RandomAccessFile file, long at) throws IOException {
    file.seek(at);
    int before = file.read();
    file.seek(at);
    file.write(before ^ 0x40);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
