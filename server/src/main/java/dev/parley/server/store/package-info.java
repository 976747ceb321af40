/** The interfaces behind which data is kept and found again. No SQL leaves the packages below. */
@NullMarked
package dev.parley.server.store;

import org.jspecify.annotations.NullMarked;
