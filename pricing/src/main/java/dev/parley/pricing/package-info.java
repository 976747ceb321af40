/** Placeholder. */
@org.jspecify.annotations.NullMarked
package dev.parley.pricing;
