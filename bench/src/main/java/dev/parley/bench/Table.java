package dev.parley.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Outcomes as a Markdown table. */
final class Table {
  private static final String HEAD =
      """
      | measured | against | time | ratio | at most | bytes | at most | |
      |---|---|--:|--:|--:|--:|--:|---|
      """;

  private Table() {}

  static String of(List<Outcome> outcomes) {
    StringBuilder table = new StringBuilder(HEAD);
    for (Outcome outcome : outcomes) {
      Limit limit = outcome.limit();
      table
          .append("| ")
          .append(limit.title())
          .append(" | ")
          .append(limit.against() == null ? "–" : limit.against())
          .append(" | ")
          .append(times(outcome))
          .append(" | ")
          .append(format("%.2f×", outcome.ratio()))
          .append(" | ")
          .append(
              limit.maxRatio() != null
                  ? format("%.2f×", limit.maxRatio())
                  : format("%,.0f ns", limit.maxNanos()))
          .append(" | ")
          .append(bytes(outcome))
          .append(" | ")
          .append(format("%+d B", limit.maxBytes()))
          .append(" | ")
          .append(verdict(outcome))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String verdict(Outcome outcome) {
    Limit limit = outcome.limit();
    boolean unlimited =
        limit.maxRatio() == null && limit.maxNanos() == null && limit.maxBytes() == null;
    return unlimited ? "" : outcome.excesses().isEmpty() ? "kept" : "**exceeded**";
  }

  private static String times(Outcome outcome) {
    Double baseline = outcome.baselineNanos();
    String own = format("%,.1f ns", outcome.nanos());
    return baseline == null ? own : own + " : " + format("%,.1f ns", baseline);
  }

  private static String bytes(Outcome outcome) {
    // Rounded first: "-0 B" would puzzle.
    return format("%+d B", Math.round(outcome.bytes()));
  }

  private static String format(String pattern, @Nullable Object value) {
    return value == null ? "–" : String.format(Locale.ROOT, pattern, value);
  }
}
