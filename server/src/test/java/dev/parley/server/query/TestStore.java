package dev.parley.server.query;

import dev.parley.pricing.PriceBook;
import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.ingest.IngestLimits;
import dev.parley.server.lifecycle.Removals;
import dev.parley.server.model.Batch;
import dev.parley.server.store.Backup;
import dev.parley.server.store.Project;
import dev.parley.server.store.duckdb.DuckDbBackups;
import dev.parley.server.store.duckdb.DuckDbLifecycle;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbSpanReader;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A real store in a folder, written through the real group commit. */
public final class TestStore implements AutoCloseable {
  private final DuckDbStore store;
  private final GroupCommit ingest;

  public TestStore(Path folder) {
    store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT);
    ingest = GroupCommit.start(store, IngestLimits.DEFAULT);
  }

  public void save(TestSpan... spans) {
    try {
      ingest
          .submit(Batch.ofSpans(Arrays.stream(spans).map(TestSpan::build).toList()))
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public Queries queries(PriceBook prices) {
    return new Queries(new DuckDbSpanReader(store, Project.DEFAULT), prices);
  }

  public GroupCommit ingest() {
    return ingest;
  }

  public Removals removals() {
    return new Removals(ingest, new DuckDbLifecycle(store));
  }

  public Backup.Source backups() {
    return new DuckDbBackups(store);
  }

  public DuckDbStore store() {
    return store;
  }

  @Override
  public void close() {
    ingest.close();
    store.close();
  }
}
