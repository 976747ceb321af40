package dev.parley.server.ingest;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Group;
import dev.parley.server.store.SpanContent;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.ToldRow;
import dev.parley.server.store.Totals;
import dev.parley.server.store.TraceSpan;
import dev.parley.server.store.Twin;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** A real store whose commits wait at a gate. */
class GatedStore implements SpanStore {
  private final SpanStore store;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  GatedStore(SpanStore store) {
    this.store = store;
  }

  void open() {
    gate.countDown();
  }

  void awaitCommit() throws InterruptedException {
    if (!arrived.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("no commit came");
    }
  }

  @Override
  public void commit(Group group) {
    arrived.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new StoreException("interrupted", e);
    }
    store.commit(group);
  }

  @Override
  public Set<SpanKey> storedSpans(String project, Collection<SpanKey> keys) {
    return store.storedSpans(project, keys);
  }

  @Override
  public Set<Address> stored(String project, Collection<Address> addresses) {
    return store.stored(project, addresses);
  }

  @Override
  public boolean recentSpans(String project, int limit, ObjLongConsumer<UUID> consumer) {
    return store.recentSpans(project, limit, consumer);
  }

  @Override
  public boolean recent(
      String project, Address.Table table, int limit, Consumer<Address> consumer) {
    return store.recent(project, table, limit, consumer);
  }

  @Override
  public int lastDay(String project, Address.Table table) {
    return store.lastDay(project, table);
  }

  @Override
  public List<TraceSpan> traceSpans(
      String project, Collection<String> traceIds, long fromNanos, long toNanos, int limit) {
    return store.traceSpans(project, traceIds, fromNanos, toNanos, limit);
  }

  @Override
  public List<Twin> twins(
      String project,
      Collection<String> responseIds,
      Collection<String> toolCallIds,
      long fromNanos,
      long toNanos) {
    return store.twins(project, responseIds, toolCallIds, fromNanos, toNanos);
  }

  @Override
  public List<ToldRow> told(String project, Collection<SpanKey> spans) {
    return store.told(project, spans);
  }

  @Override
  public void recentTold(String project, int limit, Consumer<SpanKey> consumer) {
    store.recentTold(project, limit, consumer);
  }

  @Override
  public List<SpanContent> spanContents(String project, Collection<SpanKey> spans) {
    return store.spanContents(project, spans);
  }

  @Override
  public List<ContentRow> messages(String project, Collection<Address> addresses) {
    return store.messages(project, addresses);
  }

  @Override
  public Totals totals(String project) {
    return store.totals(project);
  }

  @Override
  public Set<String> projects() {
    return store.projects();
  }

  @Override
  public void close() {
    store.close();
  }
}
