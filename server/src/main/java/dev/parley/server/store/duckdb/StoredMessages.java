package dev.parley.server.store.duckdb;

import dev.parley.server.store.Address;
import dev.parley.server.store.MessageStore;
import dev.parley.server.store.PackedJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads content by reference. */
final class StoredMessages implements MessageStore {
  private static final int CHUNK = 1_000;

  /** So many are nearly everywhere: reading a whole day is no more than reading where they are. */
  private static final int SCATTERED = 500;

  private final ReaderPool readers;
  private final ContentCache cache = new ContentCache();

  StoredMessages(ReaderPool readers) {
    this.readers = readers;
  }

  /** Forgets what was read: something was removed. */
  void forget() {
    cache.clear();
  }

  @Override
  public Map<UUID, String> messages(String project, int day, Collection<UUID> hashes) {
    return texts(project, day, Address.Table.MESSAGES, Set.copyOf(hashes), null);
  }

  @Override
  public Map<UUID, String> messagesOf(
      String role, String project, int day, Collection<UUID> hashes) {
    return texts(project, day, Address.Table.MESSAGES, Set.copyOf(hashes), role);
  }

  @Override
  public List<String> unpackAll(String project, int day, List<String> packed) {
    List<@Nullable PackedJson> parsed = new ArrayList<>();
    Map<Address.Table, Set<UUID>> wanted = new EnumMap<>(Address.Table.class);
    for (String text : packed) {
      PackedJson json = PackedJson.hasMarkers(text) ? PackedJson.parse(text) : null;
      parsed.add(json);
      if (json != null) {
        json.references(
            day,
            address ->
                wanted
                    .computeIfAbsent(address.table(), table -> new LinkedHashSet<>())
                    .add(address.hash()));
      }
    }
    Map<Address, String> contents = new HashMap<>();
    wanted.forEach(
        (table, hashes) ->
            texts(project, day, table, hashes, null)
                .forEach((hash, text) -> contents.put(new Address(table, day, hash), text)));
    List<String> unpacked = new ArrayList<>();
    for (int i = 0; i < packed.size(); i++) {
      PackedJson json = parsed.get(i);
      unpacked.add(json == null ? packed.get(i) : json.unpack(day, contents::get));
    }
    return unpacked;
  }

  private Map<UUID, String> texts(
      String project,
      int day,
      Address.Table table,
      Collection<UUID> hashes,
      @Nullable String role) {
    long read = cache.generation();
    Map<UUID, String> texts = new HashMap<>();
    List<UUID> missing = new ArrayList<>();
    for (UUID hash : hashes) {
      String text = cache.get(new ContentCache.Key(table, project, day, role, hash));
      if (text == null) {
        missing.add(hash);
      } else {
        texts.put(hash, text);
      }
    }
    if (!missing.isEmpty()) {
      Map<UUID, String> found =
          readers.read(connection -> texts(connection, project, day, table, missing, role));
      texts.putAll(found);
      Map<ContentCache.Key, String> keyed = new HashMap<>();
      found.forEach(
          (hash, text) -> keyed.put(new ContentCache.Key(table, project, day, role, hash), text));
      cache.put(keyed, read);
    }
    return texts;
  }

  private static Map<UUID, String> texts(
      Connection connection,
      String project,
      int day,
      Address.Table table,
      Collection<UUID> hashes,
      @Nullable String role)
      throws SQLException {
    List<UUID> all = new ArrayList<>(hashes);
    Map<UUID, String> texts = new HashMap<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<UUID> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
      Sql found = new Sql("project = ? AND day = ?", project, day).andIn("hash", chunk, "UUID");
      if (role != null) {
        found.add("AND role = ?", role);
      }
      String columns = "hash, " + Tables.textColumn(table);
      StoredKeys.query(
          connection,
          chunk.size() > SCATTERED
              ? new Sql("SELECT " + columns + " FROM " + Tables.name(table) + " WHERE")
                  .append(found)
              : Sql.of(columns, Tables.name(table), found),
          row -> texts.put(row.getObject(1, UUID.class), row.getString(2)));
    }
    return texts;
  }
}
