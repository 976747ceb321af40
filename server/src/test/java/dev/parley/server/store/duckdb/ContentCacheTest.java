package dev.parley.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.store.Address;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ContentCacheTest {
  private final ContentCache cache = new ContentCache();

  private static ContentCache.Key key(int number) {
    return new ContentCache.Key(Address.Table.MESSAGES, "default", 1, null, new UUID(0, number));
  }

  @Test
  @DisplayName("what was read before something was removed is not kept after it")
  void removed() {
    long read = cache.generation();
    cache.put(Map.of(key(1), "kept"), read);
    assertThat(cache.get(key(1))).isEqualTo("kept");
    cache.clear();
    cache.put(Map.of(key(1), "late"), read);
    assertThat(cache.get(key(1))).isNull();
  }

  @Test
  @DisplayName("texts that were not asked for lately make room; one that is too long has none")
  void bounded() {
    cache.put(Map.of(key(0), "x".repeat(100_001)), cache.generation());
    assertThat(cache.get(key(0))).isNull();
    for (int i = 1; i <= 1_000; i++) {
      cache.put(Map.of(key(i), "x".repeat(50_000)), cache.generation());
      assertThat(cache.get(key(1))).isNotNull();
    }
    assertThat(IntStream.rangeClosed(1, 1_000).filter(i -> cache.get(key(i)) != null).count())
        .isEqualTo(160);
  }
}
