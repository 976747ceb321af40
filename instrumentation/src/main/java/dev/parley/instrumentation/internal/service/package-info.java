/**
 * How to observe a client library whose services are interfaces that lead to each other, whose
 * methods take the parameters of one API, and whose results may be futures, raw responses and
 * streams. The clients of OpenAI and Anthropic are of that make, each with types of its own.
 *
 * <p>Starting points: {@link dev.parley.instrumentation.internal.service.ServiceLibrary}, which
 * says what a library's own types are, {@link dev.parley.instrumentation.internal.service.Api},
 * which reads one of the provider's APIs, and {@link
 * dev.parley.instrumentation.internal.service.ServiceProxy}, which stands before the client. The
 * observers are what a library's thin adapters of its result types call.
 */
@NullMarked
package dev.parley.instrumentation.internal.service;

import org.jspecify.annotations.NullMarked;
