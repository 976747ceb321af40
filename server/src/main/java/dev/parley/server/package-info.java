/**
 * The Parley server: takes OTLP, understands it, stores it durably and answers questions about it.
 *
 * <p>A span moves down this list of packages and never up: {@code otlp} (decode), {@code dialect}
 * (recognise and map), {@code ingest} (commit in groups), {@code store} (keep), {@code query}
 * (ask), {@code api} (answer over HTTP). {@code model} is what they pass to each other and {@code
 * config} how they are set up. Only {@link dev.parley.server.ParleyServer} knows them all.
 */
@NullMarked
package dev.parley.server;

import org.jspecify.annotations.NullMarked;
