package dev.parley.server.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what its rules find by the rule's name, as {@code [redacted:email]}, and counts it. Text
 * that is JSON is looked through value by value, also where JSON stands in JSON's texts; other text
 * as it stands and with its escapes resolved. Safe for use by many threads.
 */
public final class Redaction {
  /** Takes nothing out. */
  public static final Redaction NONE = new Redaction(List.of());

  // Keys first: what looks like an address or a number inside one is a part of it.
  private static final List<Rule> BUILT_IN = List.of(new ApiKeys(), new Emails(), new Cards());

  /** JSON in JSON in JSON: deeper it is looked through as plain text. */
  private static final int MOST_LEVELS = 8;

  /** Escapes in escapes. */
  private static final int MOST_ESCAPES = 4;

  private static final int WINDOW = 1 << 18;
  private static final int OVERLAP = 1 << 12;

  private final List<Rule> rules;
  private final RedactionCounts counts = new RedactionCounts();

  private Redaction(List<Rule> rules) {
    this.rules = rules;
  }

  /** The names of the built-in rules. */
  public static List<String> builtIn() {
    return BUILT_IN.stream().map(Rule::name).toList();
  }

  /**
   * The built-in rules of these names, then the user's patterns in the order of their names.
   *
   * @throws IllegalArgumentException if there is no such built-in rule
   */
  public static Redaction of(Set<String> builtIn, Map<String, Pattern> patterns) {
    if (!builtIn().containsAll(builtIn)) {
      throw new IllegalArgumentException(builtIn + " (expected: some of " + builtIn() + ")");
    }
    List<Rule> rules = new ArrayList<>(BUILT_IN);
    rules.removeIf(rule -> !builtIn.contains(rule.name()));
    new TreeMap<>(patterns).forEach((name, pattern) -> rules.add(new PatternRule(name, pattern)));
    return rules.isEmpty() ? NONE : new Redaction(List.copyOf(rules));
  }

  /** Whether it may take something out. */
  public boolean isOn() {
    return !rules.isEmpty();
  }

  /** The text without what the rules find; the same object when they find nothing. */
  public String apply(String project, String text) {
    return rules.isEmpty() ? text : apply(project, text, MOST_LEVELS);
  }

  private String apply(String project, String text, int levels) {
    if (levels > 0 && RedactedJson.looksLikeJson(text)) {
      String json = RedactedJson.of(text, part -> apply(project, part, levels - 1));
      if (json != null) {
        return json;
      }
    }
    Finds finds = new Finds(text);
    find(text, IntUnaryOperator.identity(), finds);
    for (int at = 0; at < text.length(); at += WINDOW) {
      findEscaped(text, at, finds);
    }
    return finds.replaced(rule -> counts.add(project, rule));
  }

  /** In parts, because what is known of escapes takes more memory than their text. */
  private void findEscaped(String text, int at, Finds finds) {
    int end = Math.min(text.length(), at + WINDOW + OVERLAP);
    @Nullable Unescaped view = Unescaped.of(text.substring(at, end));
    for (int level = 0; view != null && level < MOST_ESCAPES; level++) {
      Unescaped shown = view;
      find(view.text(), i -> at + shown.origin(i), finds);
      view = view.again();
    }
  }

  private void find(String text, IntUnaryOperator origin, Finds finds) {
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      int rank = i;
      rule.find(
          text,
          (from, to) ->
              finds.add(origin.applyAsInt(from), origin.applyAsInt(to), rank, rule.name()));
    }
  }

  /** How often each rule has taken something out of the project's data since the start. */
  public Map<String, Long> counts(String project) {
    Map<String, Long> all = new TreeMap<>();
    rules.forEach(rule -> all.put(rule.name(), 0L));
    all.putAll(counts.of(project));
    return all;
  }
}
