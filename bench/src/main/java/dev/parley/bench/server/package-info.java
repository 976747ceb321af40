/**
 * A server of Parley's as a process of its own, what it is sent and what it answers: what the load
 * generator and the torture share. Begins at {@link dev.parley.bench.server.ServerProcess}.
 */
@NullMarked
package dev.parley.bench.server;

import org.jspecify.annotations.NullMarked;
