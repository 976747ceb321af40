/** Spans for calls of {@code com.anthropic:anthropic-java}. */
@NullMarked
package dev.parley.instrumentation.anthropic;

import org.jspecify.annotations.NullMarked;
