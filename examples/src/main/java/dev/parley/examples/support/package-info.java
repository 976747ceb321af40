/**
 * A support desk as a shop would build it: a triage agent that hands over to a billing or a
 * technical agent, a knowledge base they read, tools that work on a database, and a small HTTP
 * endpoint. The application of the demo, observed by Parley's SDK and the instrumented clients of
 * four providers.
 *
 * <p>Starting points: {@link dev.parley.examples.support.SupportServer}, {@link
 * dev.parley.examples.support.SupportDesk}.
 */
@NullMarked
package dev.parley.examples.support;

import org.jspecify.annotations.NullMarked;
