/**
 * Spans of what the server itself does, for whoever operates it: requests, commits, queries. Off
 * unless the server is told where to send them. The only package that knows OpenTelemetry's API;
 * the others begin a {@link dev.parley.server.tracing.Work}.
 */
@NullMarked
package dev.parley.server.tracing;

import org.jspecify.annotations.NullMarked;
