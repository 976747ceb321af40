/** Placeholder. */
@org.jspecify.annotations.NullMarked
package dev.parley.sdk;
