package dev.parley.server.doctor;

/**
 * Something that is missing for a full picture.
 *
 * @param what what is missing, and from how many
 * @param cure how the emitter is told to send it
 */
record Finding(String what, String cure) {}
