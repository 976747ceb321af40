/**
 * Spring AI on Parley: the conversation of its chat memory, and what was said, on the spans that it
 * makes by itself. It makes no span, counts no token and prices nothing: Spring AI and the SDK do.
 */
@NullMarked
package dev.parley.spring.ai;

import org.jspecify.annotations.NullMarked;
