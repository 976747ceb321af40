/**
 * Spans for calls of {@code com.anthropic:anthropic-java}: one for each call, however often the
 * client retries it, and however its answer comes.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.anthropic.AnthropicInstrumentation}. {@link
 * dev.parley.instrumentation.anthropic.AnthropicServices} says what the library's types are, {@link
 * dev.parley.instrumentation.anthropic.MessagesApi} how its requests and answers are read: as JSON,
 * which is the same for the stable and the beta API and for kinds that are newer than this code.
 *
 * <p>Version 3 of the library makes spans itself: without content and, unless it is told otherwise,
 * for the global OpenTelemetry. A call must not have two. So an observed client gets a tracer
 * provider that hands the library the call's own span ({@link
 * dev.parley.instrumentation.anthropic.OwnTelemetry}), from which comes how often it has sent the
 * request again. Its other spans, of tool runners, counts of tokens, files, go where they went
 * before. A client that is not observed keeps its own spans, and Parley's span processor enriches
 * them: conversation, cost, and a step around counts once.
 *
 * <p>Older versions make no spans, so that retries are not counted there. Version 2.0.0 cannot
 * derive options from a client's: the server's address is not recorded then.
 */
@NullMarked
package dev.parley.instrumentation.anthropic;

import org.jspecify.annotations.NullMarked;
