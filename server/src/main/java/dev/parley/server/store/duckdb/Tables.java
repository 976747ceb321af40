package dev.parley.server.store.duckdb;

import dev.parley.server.store.Address;
import java.util.List;

/** Names of the schema's tables and of their content addresses. */
final class Tables {
  static final String SPANS = "spans";

  /** Records beside the spans. */
  static final List<String> RECORDS = List.of("logs", "metric_points", "scores");

  /** What records refer to. */
  static final List<String> CONTENTS = List.of("messages", "blobs", "resources");

  private Tables() {}

  static String name(Address.Table table) {
    return EnumNames.lowerCase(table);
  }

  /** The column with the hash of a row's whole content. */
  static String hashColumn(Address.Table table) {
    return switch (table) {
      case MESSAGES, BLOBS, RESOURCES -> "hash";
      case LOGS, METRIC_POINTS, SCORES -> "fingerprint";
    };
  }

  /** The column with a content's text. */
  static String textColumn(Address.Table table) {
    return switch (table) {
      case MESSAGES, RESOURCES -> "json";
      case BLOBS -> "text";
      case LOGS, METRIC_POINTS, SCORES ->
          throw new IllegalArgumentException("table: " + table + " (expected: one with content)");
    };
  }
}
