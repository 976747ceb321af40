package dev.parley.server.store;

import static dev.parley.server.store.SampleSpans.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.model.Content;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Message;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, whatever engine is behind it. */
public abstract class SpanStoreContract {
  private static final String PROJECT = "p";

  @TempDir private Path folder;
  private SpanStore store;

  /** Opens the store that keeps its data in {@code folder}. */
  protected abstract SpanStore open(Path folder);

  /** The content of a store that {@link #open} gave. */
  protected abstract MessageStore messages(SpanStore store);

  @BeforeEach
  final void openStore() {
    store = open(folder);
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = open(folder);
  }

  @Test
  @DisplayName("what was committed is there after opening anew")
  void committedIsThere() {
    store.commit(group(1, row(key(1, 1)), row(key(1, 2))));
    reopen();

    assertThat(store.storedSpans(PROJECT, List.of(key(1, 1), key(1, 2), key(2, 1))))
        .containsExactlyInAnyOrder(key(1, 1), key(1, 2));
    assertThat(store.totals(PROJECT).spans()).isEqualTo(2);
  }

  @Test
  @DisplayName("trace and span id belong together")
  void idsBelongTogether() {
    store.commit(group(1, row(key(1, 1)), row(key(2, 2))));

    assertThat(store.storedSpans(PROJECT, List.of(key(1, 2), key(2, 1)))).isEmpty();
  }

  @Test
  @DisplayName("ids with the highest bit set come back as they were")
  void highIds() {
    SpanKey high = new SpanKey("f".repeat(32), "f".repeat(16));
    store.commit(group(1, row(high)));

    assertThat(store.storedSpans(PROJECT, List.of(high))).containsExactly(high);
    Set<SpanKey> recent = new HashSet<>();
    store.recentSpans(PROJECT, 10, add(recent));
    assertThat(recent).containsExactly(high);
  }

  private static ObjLongConsumer<UUID> add(Set<SpanKey> keys) {
    return (traceId, spanId) -> keys.add(SpanKey.of(ContentHash.toHex(traceId), spanId));
  }

  @Test
  @DisplayName("another project's records are not seen")
  void projectsAreApart() {
    store.commit(group(1, row(key(1, 1))));

    assertThat(store.storedSpans("other", List.of(key(1, 1)))).isEmpty();
  }

  @Test
  @DisplayName("many keys are found in one question")
  void manyKeys() {
    List<SpanRow> rows = new ArrayList<>();
    List<SpanKey> asked = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      rows.add(row(key(i % 100, i)));
      asked.add(key(i % 100, i));
      asked.add(key(i % 100, i + 1_000_000));
    }
    store.commit(group(1, rows.toArray(SpanRow[]::new)));

    assertThat(store.storedSpans(PROJECT, asked)).hasSize(9_000);
  }

  @Test
  @DisplayName("the spans received last are named first")
  void recentSpans() {
    for (int i = 0; i < 10; i++) {
      store.commit(group(i + 1, row(key(i, 1))));
    }

    Set<SpanKey> all = new HashSet<>();
    assertThat(store.recentSpans(PROJECT, 10, add(all))).isTrue();
    assertThat(all).hasSize(10);
    Set<SpanKey> some = new HashSet<>();
    assertThat(store.recentSpans(PROJECT, 3, add(some))).isFalse();
    assertThat(some).contains(key(9, 1), key(8, 1), key(7, 1)).doesNotContain(key(0, 1));
  }

  @Test
  @DisplayName("addresses of every table are found by day and hash")
  void addresses() {
    List<Address> expected = new ArrayList<>();
    List<ContentRow> contents = new ArrayList<>();
    for (Address.Table table :
        List.of(Address.Table.MESSAGES, Address.Table.BLOBS, Address.Table.RESOURCES)) {
      Address address = new Address(table, 7, UUID.randomUUID());
      expected.add(address);
      contents.add(new ContentRow(address, "{}", null));
    }
    Address log = new Address(Address.Table.LOGS, 7, UUID.randomUUID());
    Address point = new Address(Address.Table.METRIC_POINTS, 7, UUID.randomUUID());
    expected.add(log);
    expected.add(point);
    Address score = new Address(Address.Table.SCORES, 7, UUID.randomUUID());
    expected.add(score);
    UUID resource = new UUID(0, 1);
    store.commit(
        new Group(
            PROJECT,
            1,
            List.of(),
            List.of(new LogRow(SampleSpans.log("1"), log, resource, "1", "{}", null)),
            List.of(new PointRow(SampleSpans.point(1), point, resource)),
            List.of(new ScoreRow(SampleSpans.score("s", 1.0), score)),
            contents,
            List.of(),
            List.of()));

    List<Address> asked = new ArrayList<>(expected);
    for (Address address : expected) {
      asked.add(new Address(address.table(), 8, address.hash()));
      asked.add(new Address(address.table(), 7, UUID.randomUUID()));
    }
    assertThat(store.stored(PROJECT, asked)).containsExactlyInAnyOrderElementsOf(expected);
    for (Address address : expected) {
      List<Address> recent = new ArrayList<>();
      assertThat(store.recent(PROJECT, address.table(), 5, recent::add)).isTrue();
      assertThat(recent).containsExactly(address);
    }
  }

  @Test
  @DisplayName("the addresses stored last are named first")
  void recentAddresses() {
    List<UUID> hashes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      UUID hash = UUID.randomUUID();
      hashes.add(hash);
      store.commit(contents(new ContentRow(new Address(Address.Table.BLOBS, 1, hash), "x", null)));
    }

    List<UUID> recent = new ArrayList<>();
    assertThat(store.recent(PROJECT, Address.Table.BLOBS, 4, a -> recent.add(a.hash()))).isFalse();
    assertThat(recent).containsExactlyInAnyOrderElementsOf(hashes.subList(6, 10));
  }

  @Test
  @DisplayName("a group that cannot be stored leaves nothing, and the store works on")
  void failedGroup() {
    Span good = SampleSpans.plain(key(1, 1));
    Span bad =
        new Span(
            key(1, 2),
            null,
            good.origin(),
            good.dialect(),
            null,
            good.otelKind(),
            good.kind(),
            null,
            1,
            1,
            good.status(),
            null,
            good.identity(),
            good.call(),
            null,
            good.content(),
            good.raw());

    assertThatThrownBy(() -> store.commit(group(1, row(good), row(bad))))
        .isInstanceOf(StoreException.class);
    assertThat(store.totals(PROJECT)).isEqualTo(Totals.NONE);
    store.commit(group(2, row(good)));
    reopen();

    assertThat(store.totals(PROJECT).spans()).isEqualTo(1);
  }

  @Test
  @DisplayName("totals count what is stored")
  void totals() {
    assertThat(store.totals(PROJECT)).isEqualTo(Totals.NONE);
    Span call = SampleSpans.call(key(1, 1), Content.NONE);
    Span tool = SampleSpans.span(key(1, 2), Kind.TOOL_CALL, Content.NONE, SampleSpans.raw("{}"));
    store.commit(group(5, row(call), row(tool)));
    store.commit(group(9, row(SampleSpans.plain(key(1, 3)))));

    assertThat(store.totals(PROJECT))
        .isEqualTo(new Totals(3, 2, 1, 0, 0, 0, SampleSpans.START, SampleSpans.START, 9L));
  }

  @Test
  @DisplayName("content is found by reference, of its own day only")
  void contentByReference() {
    Message message = SampleSpans.message("user", "hello");
    UUID hash = message.hash();
    String text = "x".repeat(500);
    ContentPacker packer = new ContentPacker(List.of(message));
    String packed =
        packer.packJson(
            "{\"long\":\"" + text + "\",\"all\":[" + message.json() + "," + message.json() + "]}",
            1);
    List<ContentRow> contents = new ArrayList<>();
    contents.add(
        new ContentRow(new Address(Address.Table.MESSAGES, 3, hash), message.json(), "user"));
    packer
        .blobs()
        .forEach(
            (h, t) ->
                contents.add(new ContentRow(new Address(Address.Table.BLOBS, 3, h), t, null)));
    store.commit(contents(contents.toArray(ContentRow[]::new)));
    MessageStore messages = messages(store);

    assertThat(packed).doesNotContain(text).doesNotContain("hello");
    assertThat(messages.messages(PROJECT, 3, List.of(hash)))
        .containsOnlyKeys(hash)
        .containsValue(message.json());
    assertThat(messages.messages(PROJECT, 4, List.of(hash))).isEmpty();
    assertThat(messages.unpackAll(PROJECT, 3, List.of(packed, "{\"a\":1}")))
        .containsExactly(
            "{\"all\":[" + message.json() + "," + message.json() + "],\"long\":\"" + text + "\"}",
            "{\"a\":1}");
    assertThat(messages.unpack(PROJECT, 4, packed))
        .isEqualTo("{\"all\":[null,null],\"long\":null}");
  }

  private static Group group(long received, SpanRow... rows) {
    return new Group(
        PROJECT,
        received,
        List.of(rows),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static Group contents(ContentRow... rows) {
    return new Group(
        PROJECT,
        1,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(rows),
        List.of(),
        List.of());
  }

  private static SpanRow row(SpanKey key) {
    return row(SampleSpans.plain(key));
  }

  private static SpanRow row(Span span) {
    return SpanRow.of(
        span,
        Days.of(span.startNanos()),
        "other",
        new UUID(0, 1),
        "{}",
        "[]",
        "[]",
        null,
        null,
        List.of(),
        List.of(),
        List.of());
  }
}
