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
}
