/**
 * Reads OTLP and says what it lacks for a full picture, and how its emitter is told to send that.
 * Start with {@link dev.parley.server.doctor.Doctor}.
 */
@NullMarked
package dev.parley.server.doctor;

import org.jspecify.annotations.NullMarked;
