package dev.parley.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Gives the data folder of a stopped server a past: what it holds of the last day is repeated for
 * each of the days before, by the engine itself, in a fraction of the time that sending it would
 * take. Each day has traces, spans, conversations and messages of its own, all else is the same; a
 * message's text is not what its hash was made of.
 */
final class History {
  private static final List<String> TABLES =
      List.of("spans", "messages", "blobs", "resources", "titles");
  private static final long DAY_NANOS = 86_400_000_000_000L;

  private History() {}

  /**
   * @param days how many days there are afterwards, the last included
   */
  static void repeat(Path folder, int days) throws IOException {
    Path spill = Files.createTempDirectory("parley-history");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit = '4GB'");
      statement.execute("SET temp_directory = '" + spill + "'");
      statement.execute("SET wal_autocheckpoint = '4GB'");
      statement.execute(
          "ATTACH '" + folder.resolve("parley.duckdb") + "' AS parley (ROW_GROUP_SIZE 20480)");
      statement.execute("USE parley");
      // Rows lie in the order of their time, as if they had come so: the last day comes last.
      for (String table : TABLES) {
        statement.execute("CREATE TABLE memory.main." + table + " AS SELECT * FROM " + table);
        statement.execute("DELETE FROM " + table);
      }
      for (int before = days - 1; before >= 0; before--) {
        for (String table : TABLES) {
          statement.execute(
              "INSERT INTO "
                  + table
                  + " SELECT "
                  + columns(table, before)
                  + " FROM memory.main."
                  + table);
        }
      }
      // What is known of where spans are is of those that were there; the server finds out anew.
      for (String table : List.of("conversation_extents", "trace_extents", "extents_progress")) {
        statement.execute("DELETE FROM " + table);
      }
      statement.execute("CHECKPOINT parley");
    } catch (SQLException e) {
      throw new IOException("the history cannot be written: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(spill);
    }
  }

  private static String columns(String table, int before) {
    String day = "* REPLACE (day - " + before + " AS day";
    return switch (table) {
      case "spans" ->
          day
              + earlier("start_nanos", before)
              + earlier("received_nanos", before)
              + other("trace_id", before)
              + mixed("span_id", before)
              + mixed("parent_span_id", before)
              + mixed("duplicate_of", before)
              + ", conversation_id || '-"
              + before
              + "' AS conversation_id"
              + others("system_messages", before)
              + others("input_messages", before)
              + others("output_messages", before)
              + ")";
      case "messages", "titles" -> day + other("hash", before) + ")";
      default -> day + ")";
    };
  }

  private static String earlier(String column, int before) {
    return ", " + column + " - " + before * DAY_NANOS + " AS " + column;
  }

  private static String mixed(String column, int before) {
    return ", xor(" + column + ", " + before * 1_000_003L + ") AS " + column;
  }

  private static String other(String column, int before) {
    return ", " + hash(column, before) + " AS " + column;
  }

  private static String others(String column, int before) {
    return ", list_transform(" + column + ", lambda x: " + hash("x", before) + ") AS " + column;
  }

  private static String hash(String value, int before) {
    return "md5(" + value + "::VARCHAR || '/" + before + "')::UUID";
  }
}
