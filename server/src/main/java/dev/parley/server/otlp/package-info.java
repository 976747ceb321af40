/**
 * The receiving end of OTLP: services for traces, logs and metrics over gRPC and HTTP, limits, and
 * the answers of the protocol. Start with {@link dev.parley.server.otlp.OtlpServices}.
 */
@NullMarked
package dev.parley.server.otlp;

import org.jspecify.annotations.NullMarked;
