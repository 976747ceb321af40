package dev.parley.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.store.Project;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import dev.parley.server.store.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Opening a data folder")
final class OpeningTest {
  @TempDir private Path folder;

  private static DuckDbStore open(Path path) {
    return DuckDbStore.open(path, DuckDbOptions.DEFAULT);
  }

  @Test
  @DisplayName("makes an absent folder, its tables and its version, and finds them again")
  void absentFolder() {
    Path data = folder.resolve("a/b's");
    try (DuckDbStore store = open(data)) {
      assertThat(Tables.value(store, "SELECT max(version) FROM schema_version"))
          .isEqualTo(Migrations.newest());
      assertThat(Tables.column(store, "SELECT table_name FROM duckdb_tables() ORDER BY 1"))
          .containsExactly(
              "blobs",
              "call_changes",
              "call_counters",
              "call_counters_progress",
              "commits",
              "conversation_extents",
              "extents_progress",
              "logs",
              "messages",
              "metric_points",
              "resources",
              "schema_version",
              "scores",
              "spans",
              "titles",
              "trace_extents");
    }
    try (DuckDbStore store = open(data)) {
      assertThat(Tables.count(store, "schema_version")).isEqualTo(Migrations.newest());
    }
  }

  @Test
  @DisplayName("uses small row groups, without which checkpoints stall")
  void rowGroupSize() throws Exception {
    try (DuckDbStore store = open(folder)) {
      assertThat(Tables.value(store, "SELECT current_setting('wal_autocheckpoint')").toString())
          .startsWith("244");
      store.read(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.execute("INSERT INTO blobs SELECT 'p', 1, uuid(), 'x' FROM range(50000)");
              statement.execute("CHECKPOINT");
            }
            return true;
          });
      assertThat(Tables.value(store, "SELECT max(count) FROM pragma_storage_info('blobs')"))
          .isEqualTo(20_480L);
    }
  }

  @Test
  @DisplayName("refuses a second server on the same folder, and lets the next one in")
  void secondServer() {
    try (DuckDbStore first = open(folder)) {
      assertThat(first.totals(Project.DEFAULT).spans()).isZero();
      assertThatThrownBy(() -> open(folder))
          .isInstanceOf(StoreOpenException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining(
              "in use by another server (process " + ProcessHandle.current().pid() + ")")
          .hasMessageContaining("stop that one or name another folder");
    }
    open(folder).close();
  }

  @Test
  @DisplayName("refuses a file where a folder should be")
  void file() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("is a file; name a folder");
    assertThatThrownBy(() -> open(file.resolve("below")))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("cannot be created");
  }

  @Test
  @DisplayName("refuses a folder that this user may not write")
  void unwritable() throws Exception {
    Path data = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-x------"));
    Assumptions.assumeFalse(Files.isWritable(data), "the super-user may write everywhere");
    assertThatThrownBy(() -> open(data))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("change its owner or rights");
  }

  @Test
  @DisplayName("refuses data of a newer version and leaves it as it is")
  void newerVersion() throws Exception {
    open(folder).close();
    alter("INSERT INTO f.schema_version VALUES (999, 'future', 0)");
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining(
            "newer server (schema 999, this one knows " + Migrations.newest() + ")");
    alter("DELETE FROM f.schema_version WHERE version = 999");
    open(folder).close();
  }

  @Test
  @DisplayName("refuses a database of something else")
  void foreignDatabase() throws Exception {
    alter("CREATE TABLE f.things (i INTEGER)");
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("not Parley's");
  }

  @Test
  @DisplayName("refuses a damaged file with one sentence")
  void damagedFile() throws Exception {
    Files.writeString(folder.resolve("parley.duckdb"), "this is no database ".repeat(1000));
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(StoreOpenException.class)
        .hasMessageContaining("cannot be opened")
        .hasMessageContaining("restore it or name another folder");
  }

  @Test
  @DisplayName("clears what a killed process left in the temporary folder")
  void temporaryFolder() throws Exception {
    Path left = folder.resolve("tmp/spill/libduckdb_java1.so");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "x");
    try (DuckDbStore store = open(folder)) {
      assertThat(store.totals(Project.DEFAULT).spans()).isZero();
      assertThat(left).doesNotExist();
    }
  }

  @Test
  @DisplayName("a failed query leaves the readers working")
  void failedQuery() {
    try (DuckDbStore store = open(folder)) {
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(() -> Tables.value(store, "SELECT nonsense"))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("nonsense");
      }
      assertThat(Tables.count(store, "spans")).isZero();
    }
  }

  private void alter(String sql) throws Exception {
    try (java.sql.Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ATTACH '" + folder.resolve("parley.duckdb") + "' AS f (ROW_GROUP_SIZE 20480)");
      statement.execute(sql);
    }
  }
}
