package dev.parley.server.ingest;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.SpanContent;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.ToldRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Gives spans the content that log records tell of them, whichever of the two came first.
 *
 * <p>A part (system, input, output) that the span itself has stays as it is. Any other is what the
 * last record says that tells all of it, else the messages of all records in the order of their
 * times. What a span was given so before is recognised, because the records before give the same,
 * and grows with the next one.
 */
final class ContentJoin {
  private static final Comparator<ToldRow> ORDER =
      Comparator.comparingLong(ToldRow::timeNanos)
          .thenComparingLong(ToldRow::observedNanos)
          .thenComparingLong(ToldRow::receivedNanos);

  /**
   * What becomes of the spans.
   *
   * @param spans those of this commit
   * @param changes those of earlier commits that have other content from now on
   * @param copies messages that are stored on another day than that of their span
   */
  record Joined(List<SpanRow> spans, List<SpanContent> changes, List<ContentRow> copies) {}

  private final StoredIndex index;
  private final Map<Address, ContentRow> atHand;

  /** Messages to be copied, and the days that they are wanted on. */
  private final Map<Address, Set<Integer>> wanted = new LinkedHashMap<>();

  /**
   * @param atHand content of this commit
   */
  ContentJoin(StoredIndex index, Map<Address, ContentRow> atHand) {
    this.index = index;
    this.atHand = atHand;
  }

  /**
   * Joins a commit's spans and records with one another and with those before.
   *
   * @param told what the commit's records tell, in the order of their arrival
   */
  Joined join(List<SpanRow> spans, List<ToldRow> told) {
    if (told.isEmpty() && !index.knowsTold()) {
      return new Joined(spans, List.of(), List.of());
    }
    Map<SpanKey, List<ToldRow>> fresh = bySpan(told);
    Set<SpanKey> keys = new HashSet<>();
    spans.forEach(span -> keys.add(span.span().key()));
    Set<SpanKey> late = new HashSet<>(fresh.keySet());
    late.removeAll(keys);
    late.retainAll(index.storedSpans(late));
    Set<SpanKey> concerned = new HashSet<>(late);
    concerned.addAll(keys);
    Map<SpanKey, List<ToldRow>> before = bySpan(index.told(concerned));
    if (fresh.isEmpty() && before.isEmpty()) {
      return new Joined(spans, List.of(), List.of());
    }
    List<SpanRow> joined = new ArrayList<>();
    for (SpanRow span : spans) {
      joined.add(joined(span, all(span.span().key(), before, fresh)));
    }
    List<SpanContent> changes = new ArrayList<>();
    for (SpanContent stored : index.spanContents(late)) {
      SpanContent changed =
          changed(
              stored,
              sorted(before.getOrDefault(stored.span(), List.of())),
              all(stored.span(), before, fresh));
      if (!changed.equals(stored)) {
        changes.add(changed);
      }
    }
    return new Joined(joined, changes, copies());
  }

  private SpanRow joined(SpanRow span, List<ToldRow> told) {
    if (told.isEmpty()) {
      return span;
    }
    return span.with(
        span.system().isEmpty() ? part(told, ToldRow::system, span.day()) : span.system(),
        span.input().isEmpty() ? part(told, ToldRow::input, span.day()) : span.input(),
        span.output().isEmpty() ? part(told, ToldRow::output, span.day()) : span.output());
  }

  private SpanContent changed(SpanContent stored, List<ToldRow> before, List<ToldRow> all) {
    return new SpanContent(
        stored.span(),
        stored.day(),
        part(stored.system(), before, all, ToldRow::system, stored.day()),
        part(stored.input(), before, all, ToldRow::input, stored.day()),
        part(stored.output(), before, all, ToldRow::output, stored.day()));
  }

  private List<UUID> part(
      List<UUID> stored,
      List<ToldRow> before,
      List<ToldRow> all,
      Function<ToldRow, List<UUID>> part,
      int day) {
    boolean own = !stored.isEmpty() && !stored.equals(merged(before, part));
    return own ? stored : part(all, part, day);
  }

  /** A part as the records tell it, whose messages will be found on the span's day. */
  private List<UUID> part(List<ToldRow> told, Function<ToldRow, List<UUID>> part, int day) {
    for (ToldRow row : told) {
      if (row.day() != day) {
        for (UUID hash : part.apply(row)) {
          Address address = new Address(Address.Table.MESSAGES, row.day(), hash);
          wanted.computeIfAbsent(address, a -> new HashSet<>()).add(day);
        }
      }
    }
    return merged(told, part);
  }

  private static List<UUID> merged(List<ToldRow> told, Function<ToldRow, List<UUID>> part) {
    List<UUID> messages = new ArrayList<>();
    List<UUID> whole = List.of();
    for (ToldRow row : told) {
      if (row.whole()) {
        whole = part.apply(row).isEmpty() ? whole : part.apply(row);
      } else {
        messages.addAll(part.apply(row));
      }
    }
    return whole.isEmpty() ? messages : whole;
  }

  private List<ContentRow> copies() {
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<ContentRow> found = new ArrayList<>();
    Set<Address> missing = new HashSet<>();
    for (Address address : wanted.keySet()) {
      ContentRow row = atHand.get(address);
      if (row == null) {
        missing.add(address);
      } else {
        found.add(row);
      }
    }
    found.addAll(index.messages(missing));
    List<ContentRow> copies = new ArrayList<>();
    for (ContentRow row : found) {
      for (int day : wanted.getOrDefault(row.address(), Set.of())) {
        copies.add(
            new ContentRow(
                new Address(Address.Table.MESSAGES, day, row.address().hash()),
                row.text(),
                row.role()));
      }
    }
    return copies;
  }

  private static List<ToldRow> all(
      SpanKey key, Map<SpanKey, List<ToldRow>> before, Map<SpanKey, List<ToldRow>> fresh) {
    List<ToldRow> all = new ArrayList<>(before.getOrDefault(key, List.of()));
    all.addAll(fresh.getOrDefault(key, List.of()));
    return sorted(all);
  }

  /** Where times are equal, the order of arrival stays. */
  private static List<ToldRow> sorted(List<ToldRow> told) {
    List<ToldRow> sorted = new ArrayList<>(told);
    sorted.sort(ORDER);
    return sorted;
  }

  private static Map<SpanKey, List<ToldRow>> bySpan(List<ToldRow> told) {
    Map<SpanKey, List<ToldRow>> bySpan = new HashMap<>();
    for (ToldRow row : told) {
      bySpan.computeIfAbsent(row.span(), key -> new ArrayList<>()).add(row);
    }
    return bySpan;
  }
}
