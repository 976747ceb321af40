package dev.parley.bench;

/**
 * One fork's result.
 *
 * @param nanos of one operation: the best iteration's, because what else happens on the machine
 *     only ever adds
 * @param bytes allocated by one operation
 */
record Measurement(double nanos, double bytes) {
  Measurement minus(Measurement other) {
    return new Measurement(nanos - other.nanos, bytes - other.bytes);
  }
}
