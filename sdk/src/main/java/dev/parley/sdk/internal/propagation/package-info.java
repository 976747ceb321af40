/** Takes the context from one process to another, as W3C Baggage. */
@NullMarked
package dev.parley.sdk.internal.propagation;

import org.jspecify.annotations.NullMarked;
