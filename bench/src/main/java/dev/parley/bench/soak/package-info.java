/**
 * Whether Parley's memory stays flat under hours of load that is as mixed and as careless as real
 * applications are. Start at {@link dev.parley.bench.soak.Soak}.
 */
@NullMarked
package dev.parley.bench.soak;

import org.jspecify.annotations.NullMarked;
