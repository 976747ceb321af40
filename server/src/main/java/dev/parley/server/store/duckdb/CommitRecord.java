package dev.parley.server.store.duckdb;

import dev.parley.server.model.Sha256;
import dev.parley.server.store.Group;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * One commit, and with its sums all before it: what two of them differ in is what lies between
 * them.
 *
 * @param sequence its number, one more than that of the commit before it; 0 is the empty store
 * @param nanos when it was put together, nanoseconds since the epoch
 * @param spans how many were ever committed, whatever was deleted since
 * @param logs likewise
 * @param points likewise
 * @param scores likewise
 * @param chain a hash over this record and the chain of the one before it, back to a random first
 *     one: two stores that went different ways never agree on it
 */
record CommitRecord(
    long sequence, long nanos, long spans, long logs, long points, long scores, UUID chain) {

  /** The commit that follows this one and stores a group. */
  CommitRecord next(Group group) {
    return next(
        Math.max(nanos, group.receivedNanos()),
        spans + group.spans().size(),
        logs + group.logs().size(),
        points + group.points().size(),
        scores + group.scores().size());
  }

  /** The commit that follows this one and stores no record, such as one that deletes some. */
  CommitRecord next(long now) {
    return next(Math.max(nanos, now), spans, logs, points, scores);
  }

  private CommitRecord next(
      long nanos, long spansSoFar, long logsSoFar, long pointsSoFar, long scoresSoFar) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * Long.BYTES)
            .putLong(chain.getMostSignificantBits())
            .putLong(chain.getLeastSignificantBits())
            .putLong(sequence + 1)
            .putLong(nanos)
            .putLong(spansSoFar)
            .putLong(logsSoFar)
            .putLong(pointsSoFar)
            .putLong(scoresSoFar);
    return new CommitRecord(
        sequence + 1,
        nanos,
        spansSoFar,
        logsSoFar,
        pointsSoFar,
        scoresSoFar,
        Sha256.half(Sha256.of(bytes.array())));
  }
}
