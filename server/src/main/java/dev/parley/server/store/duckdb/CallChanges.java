package dev.parley.server.store.duckdb;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Notes what changes about stored calls, for their counters. Whoever updates rows of {@code spans}
 * calls {@link #removed} before and {@link #added} after, in the transaction of the update. Nothing
 * is noted where calls are not counted: only a count takes notes away again.
 */
final class CallChanges {
  static final String COLUMNS =
      "project, received_nanos, start_nanos, duration_nanos, kind, operation, service,"
          + " environment, error_type, provider, request_model, response_model, service_tier,"
          + " input_tokens, cache_read_tokens, cache_write_tokens, cache_write_5m_tokens,"
          + " cache_write_1h_tokens, audio_input_tokens, output_tokens, reasoning_tokens,"
          + " audio_output_tokens, reported_total_tokens, reported_cost, reported_cost_source,"
          + " ttft_nanos";

  private CallChanges() {}

  /**
   * @param which condition on {@code spans} that holds for every row to be updated
   */
  static void removed(Connection connection, Sql which) throws SQLException {
    note(connection, -1, which);
  }

  /**
   * @param which condition on {@code spans} that holds for every row that was updated
   */
  static void added(Connection connection, Sql which) throws SQLException {
    note(connection, 1, which);
  }

  /**
   * Has the calls among rows that are about to be deleted counted all the same, where they are not
   * yet; counters keep what was counted of deleted calls.
   *
   * @param which condition on {@code spans} that holds for every row to be deleted
   */
  static void removedForGood(Connection connection, Sql which) throws SQLException {
    Sql insert =
        new Sql(
                "INSERT INTO call_changes (sign, "
                    + COLUMNS
                    + ") SELECT 1, "
                    // A time that the counters have passed, so that they take the change.
                    + COLUMNS.replace("received_nanos", "0")
                    + " FROM spans WHERE is_call AND received_nanos > (SELECT max(until_nanos)"
                    + " FROM call_counters_progress p WHERE p.project = spans.project) AND")
            .append(which);
    if (insert.run(connection) > 0) {
      touchProgress(connection);
    }
  }

  /** Conflicts with a count that is under way, which would count the same calls once more. */
  private static void touchProgress(Connection connection) throws SQLException {
    Engine.execute(connection, "UPDATE call_counters_progress SET until_nanos = until_nanos");
  }

  private static void note(Connection connection, int sign, Sql which) throws SQLException {
    Sql insert =
        new Sql(
                "INSERT INTO call_changes (sign, "
                    + COLUMNS
                    + ") SELECT "
                    + sign
                    + ", "
                    + COLUMNS
                    + " FROM spans WHERE is_call AND project IN (SELECT project FROM"
                    + " call_counters_progress) AND")
            .append(which);
    insert.run(connection);
  }
}
