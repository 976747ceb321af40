package dev.parley.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Folded;
import dev.parley.server.store.Project;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Acknowledged means durable")
@EnabledOnOs(OS.LINUX)
final class DurabilityTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("every acknowledged span is there after the process was killed under load")
  void killed() throws Exception {
    Set<Integer> acknowledged = new HashSet<>();
    for (int round = 0; round < 2; round++) {
      Process process = WriterProcess.command(List.of(), "endless", folder).start();
      try (BufferedReader output = WriterProcess.output(process)) {
        int target = acknowledged.size() + 150;
        // The second round finds the first one's batches as duplicates before it comes to new ones.
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          acknowledged.add(number(line));
          if (acknowledged.size() == target) {
            // SIGKILL: nothing of the process runs any more, and what it said can still be read.
            process.toHandle().destroyForcibly();
          }
        }
      }
      assertThat(process.waitFor()).as("the process must have been killed").isEqualTo(128 + 9);
    }

    try (DuckDbStore store = open()) {
      assertThat(missing(store, acknowledged)).isEmpty();
      assertThat(store.foldedUntil(Project.DEFAULT)).isPositive();
      assertThat(Folded.uncovered(store)).as("folded, and not found where it is").isZero();
      assertThat(
              Tables.value(
                  store, "SELECT count(*) - count(DISTINCT (trace_id, span_id)) FROM spans"))
          .isEqualTo(0L);
      assertThat(
              Tables.value(
                  store,
                  "SELECT count(*) FROM (SELECT day, unnest(input_messages || output_messages) AS"
                      + " hash FROM spans) ANTI JOIN messages USING (day, hash)"))
          .as("references without a message")
          .isEqualTo(0L);
      assertThat(Tables.value(store, "SELECT count(*) - count(DISTINCT (day, hash)) FROM messages"))
          .isEqualTo(0L);
    }
  }

  @Test
  @DisplayName(
      "the log and the mark are on disk before each answer, and many requests share one fsync")
  void fsyncs() throws Exception {
    assertThat(Files.isExecutable(Path.of("/usr/bin/strace")))
        .as("strace counts the fsyncs of the log; install it (Debian: apt-get install strace)")
        .isTrue();
    Path trace = folder.resolve("trace");
    Process process =
        WriterProcess.command(
                List.of(
                    "/usr/bin/strace",
                    "-f",
                    "-y",
                    "-e",
                    "trace=fsync,fdatasync,write",
                    "-o",
                    trace.toString()),
                "counted",
                folder)
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();

    int syncs = 0;
    int marks = 0;
    int answers = 0;
    int syncsOfTheCrowd = -1;
    Set<String> unfinished = new HashSet<>();
    Set<String> unfinishedMarks = new HashSet<>();
    for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
      String thread = line.substring(0, line.indexOf(' '));
      if (line.contains("sync(") && line.contains(".wal>")) {
        if (line.contains("unfinished")) {
          unfinished.add(thread);
        } else {
          syncs++;
        }
      } else if (line.contains("sync(") && line.contains("/parley.mark>")) {
        if (line.contains("unfinished")) {
          unfinishedMarks.add(thread);
        } else {
          marks++;
        }
      } else if (line.contains("sync resumed") && unfinished.remove(thread)) {
        syncs++;
      } else if (line.contains("sync resumed") && unfinishedMarks.remove(thread)) {
        marks++;
      } else if (line.contains("/acknowledged>, \".\"")) {
        answers++;
        assertThat(syncs).as("fsyncs before answer %s", answers).isGreaterThanOrEqualTo(answers);
        assertThat(marks).as("marks before answer %s", answers).isGreaterThanOrEqualTo(answers);
        syncsOfTheCrowd = -syncs;
      } else if (line.contains("/acknowledged>, \"!\"")) {
        syncsOfTheCrowd += syncs;
      }
    }
    assertThat(answers).isEqualTo(20);
    assertThat(syncsOfTheCrowd).as("fsyncs for two hundred requests at once").isBetween(1, 100);
  }

  @Test
  @DisplayName(
      "a disk without room fails requests, loses nothing that was acknowledged, and once it has"
          + " room they pass")
  void fullDisk() throws Exception {
    List<Integer> acknowledged = new ArrayList<>();
    List<Integer> failed = new ArrayList<>();
    Process process = WriterProcess.command(List.of(), "asked", folder).start();
    try (BufferedReader output = WriterProcess.output(process);
        PrintWriter input =
            new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).isEqualTo("ready");
      int next = 0;
      limitFileSize(process, "1500000");
      while (failed.size() < 5) {
        (ask(input, output, next) ? acknowledged : failed).add(next);
        next++;
        assertThat(next).as("the limit must have been met").isLessThan(5_000);
      }
      limitFileSize(process, "unlimited");
      for (int number : failed) {
        assertThat(ask(input, output, number)).as("batch %s sent again", number).isTrue();
        acknowledged.add(number);
      }
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    try (DuckDbStore store = open()) {
      assertThat(missing(store, acknowledged)).isEmpty();
      assertThat(Tables.count(store, "spans"))
          .isEqualTo((long) acknowledged.size() * WriterProcess.BATCH);
    }
  }

  private static boolean ask(PrintWriter input, BufferedReader output, int number)
      throws IOException {
    input.println(number);
    String answer = output.readLine();
    assertThat(answer).endsWith(" " + number);
    return answer.startsWith("ack");
  }

  /** Stands in for a full disk: writes beyond it fail. */
  private static void limitFileSize(Process process, String bytes) throws Exception {
    Process prlimit =
        new ProcessBuilder(
                "prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":unlimited")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private DuckDbStore open() {
    return DuckDbStore.open(folder.resolve("data"), DuckDbOptions.DEFAULT);
  }

  private static List<SpanKey> missing(DuckDbStore store, Iterable<Integer> batches) {
    List<SpanKey> keys = new ArrayList<>();
    for (int number : batches) {
      for (int i = 0; i < WriterProcess.BATCH; i++) {
        keys.add(SampleSpans.key(number, i));
      }
    }
    Set<SpanKey> stored = store.storedSpans(Project.DEFAULT, keys);
    return keys.stream().filter(key -> !stored.contains(key)).toList();
  }

  private static int number(String line) {
    assertThat(line).startsWith("ack ");
    return Integer.parseInt(line.substring(4));
  }
}
