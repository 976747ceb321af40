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

  private final ReaderPool readers;

  StoredMessages(ReaderPool readers) {
    this.readers = readers;
  }

  @Override
  public Map<UUID, String> messages(String project, int day, Collection<UUID> hashes) {
    return texts(project, day, Address.Table.MESSAGES, Set.copyOf(hashes));
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
            texts(project, day, table, hashes)
                .forEach((hash, text) -> contents.put(new Address(table, day, hash), text)));
    List<String> unpacked = new ArrayList<>();
    for (int i = 0; i < packed.size(); i++) {
      PackedJson json = parsed.get(i);
      unpacked.add(json == null ? packed.get(i) : json.unpack(day, contents::get));
    }
    return unpacked;
  }

  private Map<UUID, String> texts(
      String project, int day, Address.Table table, Collection<UUID> hashes) {
    if (hashes.isEmpty()) {
      return Map.of();
    }
    return readers.read(connection -> texts(connection, project, day, table, hashes));
  }

  private static Map<UUID, String> texts(
      Connection connection, String project, int day, Address.Table table, Collection<UUID> hashes)
      throws SQLException {
    List<UUID> all = new ArrayList<>(hashes);
    Map<UUID, String> texts = new HashMap<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<UUID> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
      List<Object> parameters = new ArrayList<>(List.of(project, day));
      parameters.addAll(chunk);
      StoredKeys.query(
          connection,
          "SELECT hash, "
              + Tables.textColumn(table)
              + " FROM "
              + Tables.name(table)
              + " WHERE project = ? AND day = ? AND hash IN ("
              + StoredKeys.marks(chunk)
              + ")",
          parameters,
          row -> texts.put(row.getObject(1, UUID.class), row.getString(2)));
    }
    return texts;
  }
}
