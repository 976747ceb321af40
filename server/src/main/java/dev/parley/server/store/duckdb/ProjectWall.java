package dev.parley.server.store.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Confines a connection to one project: a temporary view of each table that has projects stands
 * before the table and shows that project's rows alone. A query can't forget to ask for its
 * project, because the name of a table already does. The engine resolves temporary names first.
 */
final class ProjectWall {
  private ProjectWall() {}

  /**
   * @param project null to see all projects again
   */
  static void confine(Connection connection, @Nullable String project) throws SQLException {
    List<String> tables =
        new Sql(
                "SELECT table_name FROM duckdb_columns() WHERE database_name = ? AND schema_name ="
                    + " 'main' AND column_name = 'project'",
                Database.NAME)
            .list(connection, row -> row.getString(1));
    try (Statement statement = connection.createStatement()) {
      for (String table : tables) {
        statement.execute(
            project == null
                ? "DROP VIEW IF EXISTS temp.main." + table
                : "CREATE OR REPLACE TEMP VIEW "
                    + table
                    // A view has no places of rows by itself; see Sql.of.
                    + " AS SELECT rowid, * FROM "
                    + Database.NAME
                    + ".main."
                    + table
                    + " WHERE project = '"
                    + project.replace("'", "''")
                    + "'");
      }
    }
  }
}
