package dev.parley.server.ingest;

/**
 * What became of a batch that is now durable.
 *
 * @param stored records stored by its commit
 * @param duplicates records that were already stored
 * @param tooOld records that were not stored, because they are older than what is kept
 */
public record Receipt(int stored, int duplicates, int tooOld) {
  /** A receipt of records of which none is too old. */
  public Receipt(int stored, int duplicates) {
    this(stored, duplicates, 0);
  }

  /** The same, with records that were too old. */
  Receipt with(int older) {
    return new Receipt(stored, duplicates, older);
  }
}
