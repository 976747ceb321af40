package dev.parley.server.redact;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers of payment cards: as long as the cards of their first digits are, with a last digit that
 * Luhn's formula (ISO/IEC 7812-1, annex B) confirms. They may be written in groups, with a blank or
 * a dash between two: a whole row of groups in any way, a part of one as cards are printed (so that
 * a date or a code beside the number doesn't hide it).
 */
final class Cards implements Rule {
  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;

  /** Groups that are looked at together; what is longer is no way to write a card. */
  private static final int MOST_GROUPS = 1_000;

  private static final int MOST_PRINTED = 5;
  private static final String SEPARATORS = " -+\u00a0\u2007\u2009\u2010\u2011\u2012\u2013\u202f";

  /** Lengths of groups, as printed. */
  private static final List<List<Integer>> PRINTED =
      List.of(List.of(4, 4, 4, 4), List.of(4, 4, 4, 4, 3), List.of(4, 6, 5), List.of(4, 6, 4));

  /** Digits without anything between them. */
  private record Group(int from, int to) {
    int length() {
      return to - from;
    }
  }

  @Override
  public String name() {
    return "cards";
  }

  @Override
  public void find(String text, Finder finder) {
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      List<Group> row = row(text, i);
      look(text, row, finder);
      // A card may stand across the end of what was looked at together.
      i =
          row.size() < MOST_GROUPS
              ? row.get(row.size() - 1).to()
              : row.get(MOST_GROUPS - MOST_PRINTED).from();
    }
  }

  private static List<Group> row(String text, int from) {
    List<Group> row = new ArrayList<>(1);
    int next = from;
    do {
      int begin = next;
      while (next < text.length() && isDigit(text.charAt(next))) {
        next++;
      }
      row.add(new Group(begin, next));
    } while (row.size() < MOST_GROUPS
        && next + 1 < text.length()
        && SEPARATORS.indexOf(text.charAt(next)) >= 0
        && isDigit(text.charAt(++next)));
    return row;
  }

  private static void look(String text, List<Group> row, Finder finder) {
    int last = row.size() - 1;
    if (row.get(last).to() - row.get(0).from() < SHORTEST) {
      return;
    }
    if (row.size() <= LONGEST && isCard(text, row)) {
      finder.found(row.get(0).from(), row.get(last).to());
      return;
    }
    for (int i = 0; i < row.size(); i++) {
      int groups = row.size() == 1 ? 0 : printed(text, row, i);
      if (groups > 0) {
        i += groups - 1;
        finder.found(row.get(i - groups + 1).from(), row.get(i).to());
      }
    }
  }

  /** How many groups from this one on are a card; 0 when none are. */
  private static int printed(String text, List<Group> row, int from) {
    if (row.get(from).length() >= SHORTEST && isCard(text, row.subList(from, from + 1))) {
      return 1;
    }
    int most = 0;
    for (List<Integer> form : PRINTED) {
      int groups = form.size();
      if (groups > most && from + groups <= row.size()) {
        List<Group> part = row.subList(from, from + groups);
        if (part.stream().map(Group::length).toList().equals(form) && isCard(text, part)) {
          most = groups;
        }
      }
    }
    return most;
  }

  private static boolean isCard(String text, List<Group> groups) {
    int length = groups.stream().mapToInt(Group::length).sum();
    int from = groups.get(0).from();
    int to = groups.get(groups.size() - 1).to();
    if (length < SHORTEST || length > LONGEST || !isAlone(text, from, to)) {
      return false;
    }
    StringBuilder digits = new StringBuilder(LONGEST);
    groups.forEach(group -> digits.append(text, group.from(), group.to()));
    return isIssued(digits) && isLuhn(digits);
  }

  /** Whether it is no part of a longer word or number. */
  private static boolean isAlone(String text, int from, int to) {
    boolean begins = from == 0 || !isPart(text.charAt(from - 1));
    if (from > 1 && text.charAt(from - 1) == '.') {
      begins = !isDigit(text.charAt(from - 2));
    }
    boolean ends = to == text.length() || !isPart(text.charAt(to));
    if (to + 1 < text.length() && text.charAt(to) == '.') {
      ends = !isDigit(text.charAt(to + 1));
    }
    return begins && ends;
  }

  /** Whether cards with these first digits are that long. */
  private static boolean isIssued(CharSequence digits) {
    int length = digits.length();
    int four = Integer.parseInt(digits, 0, 4, 10);
    int two = four / 100;
    if (digits.charAt(0) == '4') {
      return length == 13 || length == 16 || length == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return length == 16;
    }
    if (two == 34 || two == 37) {
      return length == 15;
    }
    if (two == 36 || two == 38 || (four >= 3000 && four <= 3059)) {
      return length == 14;
    }
    if (four >= 3528 && four <= 3589) {
      return length >= 16;
    }
    return length >= 16
        && (two == 62 || two == 65 || four == 6011 || (four >= 6440 && four <= 6499));
  }

  private static boolean isLuhn(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }
}
