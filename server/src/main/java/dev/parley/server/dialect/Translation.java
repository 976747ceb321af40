package dev.parley.server.dialect;

import dev.parley.server.model.Batch;

/**
 * What a request says in the server's own terms.
 *
 * @param batch what can be stored
 * @param rejected how many records are unusable
 * @param reasons why, for the sender; empty when none is
 */
public record Translation(Batch batch, int rejected, String reasons) {
  static Translation of(Batch batch, Rejections rejections) {
    return new Translation(batch, rejections.count(), rejections.describe());
  }

  /**
   * The same, with records that can be understood and are too old to be kept.
   *
   * @param why for the sender
   */
  public Translation withTooOld(int records, String why) {
    return records == 0
        ? this
        : new Translation(
            batch, rejected + records, reasons.isEmpty() ? why : reasons + "; " + why);
  }
}
