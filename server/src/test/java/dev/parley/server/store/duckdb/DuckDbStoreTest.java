package dev.parley.server.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.store.MessageStore;
import dev.parley.server.store.Project;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.SpanStoreContract;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The DuckDB store")
final class DuckDbStoreTest extends SpanStoreContract {
  @Override
  protected SpanStore open(Path folder) {
    return DuckDbStore.open(folder, DuckDbOptions.DEFAULT);
  }

  @Override
  protected MessageStore messages(SpanStore store) {
    return ((DuckDbStore) store).messages();
  }

  @Test
  @DisplayName("what the writer must look up does not wait for the queries of readers")
  void writerNeedsNoReader(@TempDir Path folder) throws Exception {
    DuckDbOptions oneReader = new DuckDbOptions(1024, 256, 1);
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (DuckDbStore store = DuckDbStore.open(folder, oneReader)) {
      CompletableFuture<Boolean> query =
          CompletableFuture.supplyAsync(
              () ->
                  store.read(
                      connection -> {
                        busy.countDown();
                        return await(done);
                      }));
      busy.await();
      try {
        assertThat(
                CompletableFuture.supplyAsync(
                        () -> store.storedSpans(Project.DEFAULT, List.of(SampleSpans.key(1, 1))))
                    .get(20, TimeUnit.SECONDS))
            .isEmpty();
      } finally {
        done.countDown();
        assertThat(query.get(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
