/**
 * Whether what a server acknowledged outlives whatever happens to it: kills, full and slow disks,
 * damaged files, stepped clocks. Start at {@link dev.parley.bench.torture.Torture}.
 */
@NullMarked
package dev.parley.bench.torture;

import org.jspecify.annotations.NullMarked;
