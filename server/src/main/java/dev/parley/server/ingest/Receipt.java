package dev.parley.server.ingest;

/**
 * What became of a batch that is now durable.
 *
 * @param stored records stored by its commit
 * @param duplicates records that were already stored
 */
public record Receipt(int stored, int duplicates) {}
