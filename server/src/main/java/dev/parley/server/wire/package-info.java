/**
 * OTLP's traces as they came: read straight from a request's bytes, or taken over from OTLP's
 * generated classes. Texts stay bytes until somebody asks for them. Start at {@link
 * dev.parley.server.wire.Traces}.
 */
@NullMarked
package dev.parley.server.wire;

import org.jspecify.annotations.NullMarked;
