/** The embedded store: one DuckDB file, one writer thread, readers on connections of their own. */
@NullMarked
package dev.parley.server.store.duckdb;

import org.jspecify.annotations.NullMarked;
