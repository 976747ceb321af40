package dev.parley.server.store;

import dev.parley.server.model.Score;

/**
 * A score as the store keeps it.
 *
 * @param address of the whole record
 */
public record ScoreRow(Score score, Address address) {}
