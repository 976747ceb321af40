/**
 * The receiving end of OTLP: services for traces, logs and metrics over gRPC and HTTP, limits, and
 * the answers of the protocol. It decodes and hands on; it understands nothing of what is inside.
 */
@NullMarked
package dev.parley.server.otlp;

import org.jspecify.annotations.NullMarked;
