package dev.parley.server.store.duckdb;

import dev.parley.server.store.MessageStore;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.SpanStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;

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
}
