package dev.parley.server.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a key may be used for. */
public enum Right {
  /** Sending spans, logs, metrics and scores. */
  INGEST,
  /** Reading what its project has: the API, its counters and the pages. */
  READ,
  /** Changing or removing what is stored of its project. */
  ADMIN;

  /** The name that people write. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Null for a name that is no right. */
  public static @Nullable Right named(String text) {
    for (Right right : values()) {
      if (right.text().equals(text.strip().toLowerCase(Locale.ROOT))) {
        return right;
      }
    }
    return null;
  }
}
