package dev.parley.server.query;

/** Who says what a shown cost is. */
public enum CostSource {
  /** Charged by a provider or gateway. */
  BILLED,
  /** Our dated price book, at the time of the call. */
  BOOK,
  /** Some client's price table, where our book has no price. */
  ESTIMATED,
  /** A sum over calls of several sources. */
  MIXED
}
