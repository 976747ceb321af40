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
    return Long.parseUnsignedLong(hex, 16);
  }

  static @Nullable Long spanOrNull(@Nullable String hex) {
    return hex == null ? null : span(hex);
  }

  static SpanKey key(UUID traceId, long spanId) {
    return new SpanKey(ContentHash.toHex(traceId), spanHex(spanId));
  }

  static String spanHex(long spanId) {
    String digits = Long.toHexString(spanId);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
