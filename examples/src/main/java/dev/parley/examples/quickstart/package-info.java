/**
 * The shortest program that is monitored by Parley.
 *
 * <p>Starting point: {@link dev.parley.examples.quickstart.QuickStart}.
 */
@NullMarked
package dev.parley.examples.quickstart;

import org.jspecify.annotations.NullMarked;
