package dev.parley.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tool was allowed to run.
 *
 * @param by the person, the configuration or the program that decided
 * @param at when, as sent
 * @param waitMs how long the decision was waited for
 */
public record ApprovalView(
    Decision decision,
    @Nullable String by,
    @Nullable String at,
    @Nullable String reason,
    @Nullable Double waitMs) {
  /** What was decided. */
  public enum Decision {
    APPROVED,
    REFUSED
  }

  /** The attributes that tell of it; all begin with the first. */
  static final String KEY = "parley.tool.approval";

  /** Null when these attributes tell of no decision. */
  static @Nullable ApprovalView of(JsonNode attributes) {
    String word = attributes.path(KEY).asText("").toLowerCase(Locale.ROOT);
    if (!word.equals("approved") && !word.equals("refused")) {
      return null;
    }
    JsonNode wait = attributes.path(KEY + ".wait_ms");
    return new ApprovalView(
        Decision.valueOf(word.toUpperCase(Locale.ROOT)),
        attributes.path(KEY + ".by").textValue(),
        attributes.path(KEY + ".at").textValue(),
        attributes.path(KEY + ".reason").textValue(),
        wait.isNumber() ? wait.doubleValue() : null);
  }
}
