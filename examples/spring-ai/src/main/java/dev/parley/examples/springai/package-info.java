/**
 * A shop's chat by Spring AI: with memory, a tool, and a handbook that is looked into. There is no
 * line of Parley in it but its properties.
 */
@NullMarked
package dev.parley.examples.springai;

import org.jspecify.annotations.NullMarked;
