package dev.parley.examples.provider;

/** What goes wrong, or slowly, at a provider now and then. */
enum Hiccup {
  /** The usual case. */
  NONE,
  /** Too many requests; the next attempt succeeds. */
  RATE_LIMIT,
  /** A failure that repeating does not cure. */
  FAILURE,
  /** An answer that takes its time. */
  SLOW;

  /**
   * What happens to a request at its first attempt: the same for the same request, whoever sends it
   * and when.
   *
   * @param seed a hash of the request
   */
  static Hiccup of(int seed) {
    int draw = Math.floorMod((seed * 0x9E3779B1) >>> 7, 1000);
    if (draw < 12) {
      return FAILURE;
    }
    if (draw < 45) {
      return RATE_LIMIT;
    }
    return draw < 70 ? SLOW : NONE;
  }

  /** Fails where this is a failure. */
  void raise() throws Trouble {
    switch (this) {
      case RATE_LIMIT ->
          throw new Trouble(
              Trouble.Kind.RATE_LIMIT,
              "Rate limit reached for this model on tokens per min (TPM). Please try again in"
                  + " 20ms.",
              "rate_limit_exceeded");
      case FAILURE ->
          throw new Trouble(
              Trouble.Kind.FAILURE,
              "The server had an error while processing your request. Sorry about that!",
              "internal_error");
      default -> {}
    }
  }
}
