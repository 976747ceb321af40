package dev.parley.server.ingest;

import dev.parley.server.model.EpochNanos;
import dev.parley.server.model.Hex;
import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Days;
import dev.parley.server.store.Group;
import dev.parley.server.store.LogRow;
import dev.parley.server.store.PointRow;
import dev.parley.server.store.ScoreRow;
import dev.parley.server.store.SpanContent;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.ToldRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Knows what is stored, from memory where it can. Not thread-safe.
 *
 * <p>Records (spans, logs, points): a miss in memory is new; a hit is looked up in the store before
 * it is called a duplicate, so a fingerprint that collides loses nothing. Content: a hit is
 * believed, since its address is a cryptographic hash; a miss is looked up once memory has begun to
 * forget and a {@link ContentFilter} can't say that it is new, so that nothing is stored twice a
 * day.
 */
final class StoredIndex {
  private static final int SPANS = 2_000_000;
  private static final int OTHERS = 500_000;
  private static final int TRACES = 1_000_000;
  private static final int TOLD = 500_000;

  private final SpanStore store;
  private final String project;
  private final FingerprintSet spans = new FingerprintSet(SPANS);
  private final FingerprintSet traces = new FingerprintSet(TRACES);

  /** Spans whose content log records tell of; what it forgets is too old to be joined. */
  private FingerprintSet told = new FingerprintSet(TOLD);

  private final Map<Address.Table, FingerprintSet> addresses = new EnumMap<>(Address.Table.class);

  private final Map<Address.Table, ContentFilter> filters = new EnumMap<>(Address.Table.class);
  private final int remembered;

  private StoredIndex(SpanStore store, String project, int remembered) {
    this.store = store;
    this.project = project;
    this.remembered = remembered;
    for (Address.Table table : Address.Table.values()) {
      filters.put(table, new ContentFilter(today()));
    }
  }

  /** Fills memory with what the store received last. */
  static StoredIndex load(SpanStore store, String project) {
    return load(store, project, OTHERS);
  }

  /**
   * @param remembered how many addresses of each table are kept for sure
   */
  static StoredIndex load(SpanStore store, String project, int remembered) {
    StoredIndex index = new StoredIndex(store, project, remembered);
    if (!store.recentSpans(project, SPANS, index::add)) {
      index.spans.setForgetful();
    }
    index.reload();
    for (Address.Table table : Address.Table.values()) {
      if (index.set(table).isForgetful()) {
        index.filter(table).completeAfter(store.lastDay(project, table));
      }
    }
    return index;
  }

  /**
   * Reads again what is believed to be stored without looking. A span is looked up before it is
   * called a duplicate, so those that are gone do no harm; nor do they in the filters, which only
   * say what is new.
   */
  void reload() {
    for (Address.Table table : Address.Table.values()) {
      FingerprintSet set = new FingerprintSet(remembered);
      addresses.put(table, set);
      if (!store.recent(project, table, remembered, this::add)) {
        set.setForgetful();
      }
    }
    told = new FingerprintSet(TOLD);
    store.recentTold(project, TOLD, key -> told.add(high(key), low(key)));
  }

  /** Whether any stored log record may tell of the content of a span. */
  boolean knowsTold() {
    return !told.isEmpty();
  }

  /** What stored log records tell of the content of these spans. */
  List<ToldRow> told(Collection<SpanKey> keys) {
    return store.told(
        project, keys.stream().filter(key -> told.contains(high(key), low(key))).toList());
  }

  /** The content of those of these spans that are stored. */
  List<SpanContent> spanContents(Collection<SpanKey> keys) {
    return store.spanContents(project, keys);
  }

  /** Those of these messages that are stored. */
  List<ContentRow> messages(Collection<Address> addresses) {
    return store.messages(project, addresses);
  }

  /** Those of {@code keys} that are stored. */
  Set<SpanKey> storedSpans(Collection<SpanKey> keys) {
    return store.storedSpans(project, keys.stream().filter(this::mayContain).toList());
  }

  /**
   * Whether spans of a trace may be stored. A trace of which nothing was received for long is taken
   * for a new one.
   */
  boolean mayHaveTrace(String traceId) {
    return traces.contains(high(traceId), low(traceId));
  }

  /** Those of a record's addresses that are stored. */
  Set<Address> storedRecords(Collection<Address> records) {
    return store.stored(project, records.stream().filter(this::contains).toList());
  }

  /** Those of a content's addresses that are stored. */
  Set<Address> storedContents(Collection<Address> contents) {
    Set<Address> stored = new HashSet<>();
    List<Address> doubtful = new ArrayList<>();
    int today = today();
    filters.values().forEach(filter -> filter.advance(today));
    for (Address address : contents) {
      if (contains(address)) {
        stored.add(address);
      } else if (set(address.table()).isForgetful()
          && filter(address.table()).mayContain(address)) {
        doubtful.add(address);
      }
    }
    stored.addAll(store.stored(project, doubtful));
    return stored;
  }

  /** Notes a group that was committed. */
  void committed(Group group) {
    addRecords(group);
    committed(group.contents());
  }

  /** Notes content that was committed. */
  void committed(List<ContentRow> contents) {
    for (ContentRow content : contents) {
      add(content.address());
    }
  }

  /**
   * Notes a group whose commit failed. It may be stored all the same, if the failure came after the
   * log was on disk; so its records are looked up when they come again, and its content is looked
   * up now.
   */
  void failed(Group group) {
    addRecords(group);
    group.contents().forEach(content -> filter(content.address().table()).add(content.address()));
    store
        .stored(project, group.contents().stream().map(ContentRow::address).toList())
        .forEach(this::add);
  }

  private void addRecords(Group group) {
    for (SpanRow span : group.spans()) {
      add(span.span().key());
    }
    for (LogRow log : group.logs()) {
      add(log.address());
      ToldRow row = log.told();
      if (row != null) {
        told.add(high(row.span()), low(row.span()));
      }
    }
    for (PointRow point : group.points()) {
      add(point.address());
    }
    for (ScoreRow score : group.scores()) {
      add(score.address());
    }
  }

  private boolean mayContain(SpanKey key) {
    return spans.contains(high(key), low(key));
  }

  private boolean contains(Address address) {
    return set(address.table()).contains(high(address), address.hash().getLeastSignificantBits());
  }

  private void add(SpanKey key) {
    long high = high(key.traceId());
    long low = low(key.traceId());
    add(high, low, SpanKey.number(key.spanId()));
  }

  private void add(UUID traceId, long spanId) {
    add(traceId.getMostSignificantBits(), traceId.getLeastSignificantBits(), spanId);
  }

  private void add(long traceHigh, long traceLow, long spanId) {
    spans.add(traceHigh, traceLow ^ FingerprintSet.mix(spanId));
    traces.add(traceHigh, traceLow);
  }

  private void add(Address address) {
    filter(address.table()).add(address);
    set(address.table()).add(high(address), address.hash().getLeastSignificantBits());
  }

  private FingerprintSet set(Address.Table table) {
    FingerprintSet set = addresses.get(table);
    if (set == null) {
      throw new IllegalStateException("every table has a set: " + table);
    }
    return set;
  }

  private ContentFilter filter(Address.Table table) {
    ContentFilter filter = filters.get(table);
    if (filter == null) {
      throw new IllegalStateException("every table has a filter: " + table);
    }
    return filter;
  }

  private static int today() {
    return Days.of(EpochNanos.now());
  }

  private static long high(SpanKey key) {
    return high(key.traceId());
  }

  private static long low(SpanKey key) {
    return low(key.traceId()) ^ FingerprintSet.mix(SpanKey.number(key.spanId()));
  }

  private static long high(String traceId) {
    return Hex.number(traceId, 0, 16);
  }

  private static long low(String traceId) {
    return Hex.number(traceId, 16, 32);
  }

  private static long high(Address address) {
    return address.hash().getMostSignificantBits() ^ FingerprintSet.mix(address.day());
  }
}
