/**
 * The embedded store: one DuckDB file, one writer thread, readers on connections of their own.
 * Start with {@link dev.parley.server.store.duckdb.DuckDbStore}; the tables are in {@code
 * schema/V001__initial.sql}.
 */
@NullMarked
package dev.parley.server.store.duckdb;

import org.jspecify.annotations.NullMarked;
