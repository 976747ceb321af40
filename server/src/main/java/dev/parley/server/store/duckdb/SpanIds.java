package dev.parley.server.store.duckdb;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.ContentHash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Trace and span ids as columns hold them. */
final class SpanIds {
  private SpanIds() {}

  static UUID trace(String hex) {
    return ContentHash.fromHex(hex);
  }

  static long span(String hex) {
    return SpanKey.number(hex);
  }

  static @Nullable Long spanOrNull(@Nullable String hex) {
    return hex == null ? null : span(hex);
  }

  static SpanKey key(UUID traceId, long spanId) {
    return SpanKey.of(ContentHash.toHex(traceId), spanId);
  }
}
