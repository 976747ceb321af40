package dev.parley.server.redact;

/** Finds one sort of secret in plain text. Safe for use by many threads. */
interface Rule {
  /** What stands in a secret's place has this name, and so has its count. */
  String name();

  /** Shows every find to {@code finder}, from left to right; finds don't overlap. */
  void find(String text, Finder finder);

  /** Takes finds. */
  @FunctionalInterface
  interface Finder {
    /**
     * Takes one.
     *
     * @param from of the first character
     * @param to behind the last
     */
    void found(int from, int to);
  }
}
