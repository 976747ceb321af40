package dev.parley.server.store.duckdb;

import dev.parley.server.store.CostTable;
import dev.parley.server.store.Days;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader.ConversationCosts;
import dev.parley.server.store.SpanReader.MessageCount;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the conversations of many days. What each conversation came to on a whole day is kept
 * until something of that day changes; only the other days of a range are read, which are its ends.
 *
 * <p>Costs of a conversation add up over its days. Messages that are distinct, and turns without
 * any, do not: conversations of several days are counted anew over the whole range. They are few.
 */
final class ConversationDays {
  private static final int MOST_DAYS = 1_000;

  /** Conversations of all days together; each takes some 100 bytes. */
  private static final long MOST_ENTRIES = 500_000;

  private static final int MOST_BLOCKS = 16;

  private final Reads reads;
  private final IntToLongFunction versions;
  private final DayCache<OfDay> costs = new DayCache<>(MOST_ENTRIES);
  private final DayCache<OfDay> messages = new DayCache<>(MOST_ENTRIES);

  /** What a conversation came to: its cost and calls without one, or its messages and silences. */
  private record Part(long conversation, @Nullable BigDecimal cost, int count, int others) {}

  private record OfDay(List<Part> parts) implements DayCache.Sized {
    @Override
    public int size() {
      return parts.size();
    }
  }

  private record Row(int day, Part part) {}

  /**
   * @param whole whether the day is kept; the others are the ends of the range
   * @param version of the day before it was read
   */
  private record Found(boolean whole, long version, List<Part> parts) {}

  /** Whole days in a row, each as it was. */
  private record Block(@Nullable String environment, int first, List<Long> versions) {}

  /**
   * The conversations of several days of a block, each over all of it; the blocks asked for last.
   */
  private final Map<Block, Map<Long, Part>> blocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Block, Map<Long, Part>> eldest) {
          return size() > MOST_BLOCKS;
        }
      };

  /**
   * @param versions of the days of the project that is read
   */
  ConversationDays(Reads reads, IntToLongFunction versions) {
    this.reads = reads;
    this.versions = versions;
  }

  /** Whether a range has whole days, and all that is in it is asked for. */
  static boolean isFor(Scope scope) {
    if (scope.selection() != null) {
      return false;
    }
    int first = Days.of(scope.fromNanos());
    int last = Days.of(scope.toNanos() - 1);
    // Neither may be beyond the times that there are.
    return last - first >= 2 && last - first <= MOST_DAYS;
  }

  ConversationCosts costs(Scope scope, CostTable table) {
    List<Found> days =
        days(
            costs,
            scope,
            table.prices(),
            wanted ->
                reads.list(
                    "costs of conversations",
                    CostSql.byDay(scope, table, wanted),
                    ConversationDays::cost));
    Set<Long> several = several(days);
    Map<Long, BigDecimal> ofSeveral = new HashMap<>();
    List<BigDecimal> known = new ArrayList<>();
    long count = several.size();
    long unpriced = 0;
    for (Found day : days) {
      for (Part part : day.parts()) {
        unpriced += part.others();
        BigDecimal cost = part.cost();
        if (!several.contains(part.conversation())) {
          count++;
          if (cost != null) {
            known.add(cost);
          }
        } else if (cost != null) {
          ofSeveral.merge(part.conversation(), cost, BigDecimal::add);
        }
      }
    }
    known.addAll(ofSeveral.values());
    BigDecimal[] sorted = known.toArray(new BigDecimal[0]);
    Arrays.sort(sorted);
    BigDecimal total = null;
    for (BigDecimal cost : sorted) {
      total = total == null ? cost : total.add(cost);
    }
    int near = 95 * (sorted.length - 1) / 100;
    return new ConversationCosts(
        count,
        sorted.length,
        total,
        sorted.length == 0
            ? List.of()
            : List.of(sorted).subList(near, Math.min(near + 2, sorted.length)),
        unpriced);
  }

  MessageCount messages(Scope scope) {
    List<Found> days =
        days(
            messages,
            scope,
            null,
            wanted ->
                reads.list(
                    "messages",
                    ConversationSql.messagesByDay(scope, wanted),
                    ConversationDays::messages));
    Set<Long> several = several(days);
    Set<Long> atEnds = new HashSet<>();
    for (Found day : days) {
      if (!day.whole()) {
        day.parts().stream().map(Part::conversation).filter(several::contains).forEach(atEnds::add);
      }
    }
    MessageCount ofSeveral =
        atEnds.isEmpty()
            ? null
            : reads.first(
                "messages",
                ConversationSql.allMessages(scope, atEnds),
                DuckDbSpanReader::messageCount);
    long distinct = ofSeveral == null ? 0 : ofSeveral.distinct();
    long silent = ofSeveral == null ? 0 : ofSeveral.silentTurns();
    List<Part> others = new ArrayList<>(block(scope, days).values());
    others.removeIf(part -> atEnds.contains(part.conversation()));
    for (Found day : days) {
      day.parts().stream()
          .filter(part -> !several.contains(part.conversation()))
          .forEach(others::add);
    }
    for (Part part : others) {
      distinct += part.count();
      silent += part.others();
    }
    return new MessageCount(distinct, silent);
  }

  private Map<Long, Part> block(Scope scope, List<Found> days) {
    List<Found> whole = days.stream().filter(Found::whole).toList();
    Set<Long> several = several(whole);
    if (several.isEmpty()) {
      return Map.of();
    }
    int first = Days.of(scope.fromNanos());
    first += isWhole(scope, first) ? 0 : 1;
    Block block =
        new Block(scope.environment(), first, whole.stream().map(Found::version).toList());
    Map<Long, Part> kept = kept(block);
    if (kept == null) {
      Scope range =
          new Scope(
              Days.startNanos(first), Days.startNanos(first + whole.size()), scope.environment());
      kept = new HashMap<>();
      for (Row row :
          reads.list(
              "messages", ConversationSql.messagesOf(range, several), ConversationDays::messages)) {
        kept.put(row.part().conversation(), row.part());
      }
      keep(block, kept);
    }
    return kept;
  }

  private @Nullable Map<Long, Part> kept(Block block) {
    synchronized (blocks) {
      return blocks.get(block);
    }
  }

  private void keep(Block block, Map<Long, Part> parts) {
    synchronized (blocks) {
      blocks.put(block, Map.copyOf(parts));
    }
  }

  /** Reads some days of a scope. */
  private interface Reading {
    List<Row> read(List<Integer> days);
  }

  /** All days of a scope, in order. */
  private List<Found> days(
      DayCache<OfDay> cache, Scope scope, @Nullable Object prices, Reading reading) {
    Map<Integer, Found> found = new TreeMap<>();
    Map<Integer, Long> wanted = new TreeMap<>();
    for (int day = Days.of(scope.fromNanos()); day <= Days.of(scope.toNanos() - 1); day++) {
      long version = versions.applyAsLong(day);
      OfDay kept = isWhole(scope, day) ? cache.get(key(scope, prices, day), version) : null;
      if (kept == null) {
        wanted.put(day, version);
      } else {
        found.put(day, new Found(true, version, kept.parts()));
      }
    }
    if (!wanted.isEmpty()) {
      Map<Integer, List<Part>> read = new HashMap<>();
      for (Row row : reading.read(List.copyOf(wanted.keySet()))) {
        read.computeIfAbsent(row.day(), day -> new ArrayList<>()).add(row.part());
      }
      wanted.forEach(
          (day, version) -> {
            OfDay ofDay = new OfDay(List.copyOf(read.getOrDefault(day, List.of())));
            boolean whole = isWhole(scope, day);
            found.put(day, new Found(whole, version, ofDay.parts()));
            if (whole) {
              cache.put(key(scope, prices, day), version, ofDay);
            }
          });
    }
    return List.copyOf(found.values());
  }

  private static boolean isWhole(Scope scope, int day) {
    return Days.startNanos(day) >= scope.fromNanos() && Days.startNanos(day + 1) <= scope.toNanos();
  }

  private static DayCache.Key key(Scope scope, @Nullable Object prices, int day) {
    return new DayCache.Key(day, scope.environment(), prices);
  }

  /** The conversations that are on more than one of the days. */
  private static Set<Long> several(List<Found> days) {
    long[] all =
        days.stream()
            .flatMap(day -> day.parts().stream())
            .mapToLong(Part::conversation)
            .sorted()
            .toArray();
    Set<Long> several = new HashSet<>();
    for (int i = 1; i < all.length; i++) {
      if (all[i] == all[i - 1]) {
        several.add(all[i]);
      }
    }
    return several;
  }

  private static Row cost(ResultSet row) throws SQLException {
    return new Row(row.getInt(1), new Part(row.getLong(2), row.getBigDecimal(3), 0, row.getInt(4)));
  }

  private static Row messages(ResultSet row) throws SQLException {
    return new Row(row.getInt(1), new Part(row.getLong(2), null, row.getInt(3), row.getInt(4)));
  }
}
