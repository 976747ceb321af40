/**
 * What Parley costs the application that it watches: benchmarks, each beside what it is compared
 * with, the limits they must keep, and the runner that says so. Start at {@link
 * dev.parley.bench.Bench} and {@link dev.parley.bench.Limits}.
 */
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
