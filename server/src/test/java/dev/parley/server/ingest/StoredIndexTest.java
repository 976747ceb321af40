package dev.parley.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.EpochNanos;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentHash;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Days;
import dev.parley.server.store.Group;
import dev.parley.server.store.Project;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The index of what is stored")
final class StoredIndexTest {
  /** As many addresses are kept for sure: of what the tests store most is soon forgotten. */
  private static final int REMEMBERED = 100;

  private static final int TODAY = Days.of(EpochNanos.now());

  @TempDir private Path folder;
  private DuckDbStore store;
  private final List<Address> asked = new ArrayList<>();

  @BeforeEach
  void open() {
    store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @DisplayName("asks the store for hardly any new content, though it forgot most of what is there")
  void newContent() {
    StoredIndex index = load();
    commit(index, contents(TODAY, 0, 2_000));

    assertThat(index.storedContents(addresses(TODAY, 2_000, 12_000))).isEmpty();

    assertThat(asked).hasSizeLessThan(200);
  }

  @Test
  @DisplayName("finds all that is stored, however long ago it was forgotten, on any day")
  void storedContent() {
    StoredIndex index = load();
    for (int day : List.of(TODAY, TODAY - 2, TODAY - 30, TODAY + 1, TODAY + 20)) {
      commit(index, contents(day, 0, 500));
    }

    for (int day : List.of(TODAY, TODAY - 2, TODAY - 30, TODAY + 1, TODAY + 20)) {
      Set<Address> all = Set.copyOf(addresses(day, 0, 500));
      assertThat(index.storedContents(addresses(day, 0, 600))).isEqualTo(all);
      assertThat(load().storedContents(addresses(day, 0, 600))).isEqualTo(all);
    }
  }

  @Test
  @DisplayName("asks about days of which it was started too late to know all")
  void startedLate() {
    StoredIndex before = load();
    commit(before, contents(TODAY - 1, 0, 300));
    StoredIndex after = load();

    after.storedContents(addresses(TODAY - 1, 300, 310));
    assertThat(asked).hasSize(10);
    after.storedContents(addresses(TODAY, 300, 310));
    assertThat(asked).hasSize(10);
  }

  @Test
  @DisplayName("does not take a day that was dated ahead for empty when it comes")
  void datedAhead() {
    ContentFilter filter = new ContentFilter(TODAY);
    Address ahead = addresses(TODAY + 20, 0, 1).get(0);
    filter.add(ahead);

    filter.advance(TODAY + 20);

    assertThat(filter.mayContain(ahead)).isTrue();
    assertThat(filter.mayContain(addresses(TODAY + 21, 0, 1).get(0))).isFalse();
    assertThat(filter.mayContain(addresses(TODAY, 0, 1).get(0))).isTrue();
  }

  private StoredIndex load() {
    return StoredIndex.load(
        new GatedStore(store) {
          @Override
          public Set<Address> stored(String project, Collection<Address> addresses) {
            asked.addAll(addresses);
            return super.stored(project, addresses);
          }
        },
        Project.DEFAULT,
        REMEMBERED);
  }

  private void commit(StoredIndex index, List<ContentRow> contents) {
    store.commit(
        new Group(
            Project.DEFAULT,
            EpochNanos.now(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            contents,
            List.of(),
            List.of()));
    index.committed(contents);
  }

  private static List<ContentRow> contents(int day, int from, int to) {
    return addresses(day, from, to).stream()
        .map(address -> new ContentRow(address, "text " + address, null))
        .toList();
  }

  private static List<Address> addresses(int day, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Address(Address.Table.BLOBS, day, ContentHash.of("text " + i)))
        .toList();
  }
}
