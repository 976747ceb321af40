/** Answers: overview, conversations, flows and traces, as plain methods that return records. */
@NullMarked
package dev.parley.server.query;

import org.jspecify.annotations.NullMarked;
