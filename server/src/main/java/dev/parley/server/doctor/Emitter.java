package dev.parley.server.doctor;

import dev.parley.server.model.Dialect;

/**
 * Who sent a span.
 *
 * @param service the service's name
 * @param scope name of the instrumentation scope, may be empty
 * @param dialect what it speaks
 */
record Emitter(String service, String scope, Dialect dialect) {}
