package dev.parley.server.store.duckdb;

import java.sql.SQLException;

/** A function that talks to the database. */
@FunctionalInterface
public interface SqlFunction<A, T> {
  T apply(A argument) throws SQLException;
}
