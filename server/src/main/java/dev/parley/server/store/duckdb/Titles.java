package dev.parley.server.store.duckdb;

import dev.parley.server.store.MessageStore;
import dev.parley.server.store.Messages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the titles of conversations. Which message a conversation opens with is found among its
 * spans; what that says in short is kept for most, and made of the message itself for the others.
 */
final class Titles {
  /** More are read as all titles of their day, of which they are most then. */
  private static final int FEW = 200;

  /** Messages of each opening that are looked for then; a user seldom comes later. */
  private static final int LOOKED_FOR = 3;

  private final Reads reads;
  private final Places places;
  private final MessageStore messages;
  private final String project;

  private record Opening(String conversation, int day, List<UUID> messages) {}

  private record Kept(UUID hash, @Nullable String title) {}

  Titles(Reads reads, Places places, MessageStore messages, String project) {
    this.reads = reads;
    this.places = places;
    this.messages = messages;
    this.project = project;
  }

  /** See {@link dev.parley.server.store.SpanReader#titles}. */
  Map<String, String> of(Collection<String> conversations) {
    if (conversations.isEmpty()) {
      return Map.of();
    }
    List<Opening> openings =
        reads.list(
            "first calls",
            ConversationSql.openings(conversations, places.conversations(conversations)),
            row ->
                new Opening(
                    row.getString("c"),
                    row.getInt("day"),
                    Reads.texts(row, "m").stream().map(SpanIds::trace).toList()));
    Map<Integer, List<Opening>> byDay = new TreeMap<>();
    for (Opening opening : openings) {
      byDay.computeIfAbsent(opening.day(), day -> new ArrayList<>()).add(opening);
    }
    Map<String, String> titles = new HashMap<>();
    byDay.forEach((day, ofDay) -> add(day, ofDay, titles));
    titles.values().removeIf(String::isEmpty);
    return titles;
  }

  private void add(int day, List<Opening> openings, Map<String, String> titles) {
    Sql sql = new Sql("SELECT hash, title FROM titles WHERE day = ?", day);
    if (openings.size() <= FEW) {
      sql.andIn(
          "hash",
          openings.stream()
              .flatMap(opening -> opening.messages().stream().limit(LOOKED_FOR))
              .distinct()
              .toList(),
          "UUID");
    }
    Map<UUID, @Nullable String> kept = new HashMap<>();
    reads.each(
        "titles",
        sql,
        row -> new Kept(row.getObject(1, UUID.class), row.getString(2)),
        title -> kept.put(title.hash(), title.title()));
    List<Opening> others = new ArrayList<>();
    for (Opening opening : openings) {
      // The first that a user said counts, which is known if those before it are.
      boolean known = false;
      for (UUID hash : opening.messages()) {
        String title = kept.get(hash);
        if (title != null) {
          titles.put(opening.conversation(), title);
          known = true;
        }
        if (known || !kept.containsKey(hash)) {
          break;
        }
      }
      if (!known) {
        others.add(opening);
      }
    }
    if (!others.isEmpty()) {
      make(day, others, titles);
    }
  }

  private void make(int day, List<Opening> openings, Map<String, String> titles) {
    Set<UUID> wanted = new HashSet<>();
    openings.forEach(opening -> wanted.addAll(opening.messages()));
    Map<UUID, String> said = messages.messagesOf("user", project, day, wanted);
    for (Opening opening : openings) {
      opening.messages().stream()
          .map(said::get)
          .filter(Objects::nonNull)
          .findFirst()
          .map(Messages::title)
          .ifPresent(title -> titles.put(opening.conversation(), title));
    }
  }
}
