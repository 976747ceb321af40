package dev.parley.server.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** What the rules have found in one text. Used once, by one thread. */
final class Finds {
  /** By how many characters a text may grow; beyond, it is replaced as a whole. */
  private static final int MOST_GROWTH = 1 << 16;

  private final String text;
  private final List<Find> finds = new ArrayList<>(0);

  /**
   * A part of the text.
   *
   * @param rank of the rule; where finds overlap, the lowest names the whole
   */
  private record Find(int from, int to, int rank, String rule) {
    /** Both and what is between them. */
    Find with(Find other) {
      Find named = rank <= other.rank ? this : other;
      return new Find(Math.min(from, other.from), Math.max(to, other.to), named.rank, named.rule);
    }
  }

  Finds(String text) {
    this.text = text;
  }

  void add(int from, int to, int rank, String rule) {
    if (from == to) {
      return;
    }
    Find find = new Find(from, to, rank, rule);
    Find last = finds.isEmpty() ? null : finds.get(finds.size() - 1);
    // A rule that finds character after character makes one find.
    if (last != null && last.rank == rank && last.to == from) {
      finds.set(finds.size() - 1, last.with(find));
    } else {
      finds.add(find);
    }
  }

  /**
   * The text with the rule's name for each find; the same object when there is none.
   *
   * @param counts is told the rule of each
   */
  String replaced(Consumer<String> counts) {
    if (finds.isEmpty()) {
      return text;
    }
    finds.sort(Comparator.comparingInt(Find::from));
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    for (int i = 0; i < finds.size(); ) {
      Find find = finds.get(i++);
      while (i < finds.size() && finds.get(i).from < find.to) {
        find = find.with(finds.get(i++));
      }
      out.append(text, done, find.from).append(mark(find.rule));
      done = find.to;
      counts.accept(find.rule);
      if (out.length() - done > MOST_GROWTH) {
        return mark(find.rule);
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  private static String mark(String rule) {
    return "[redacted:" + rule + "]";
  }
}
