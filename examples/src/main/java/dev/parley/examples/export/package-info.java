/**
 * Sending to back ends that others run; without an account, to a receiver on loopback.
 *
 * <p>Starting points: {@link dev.parley.examples.export.SendToLast9}, {@link
 * dev.parley.examples.export.SendToCoralogix}.
 */
@NullMarked
package dev.parley.examples.export;

import org.jspecify.annotations.NullMarked;
