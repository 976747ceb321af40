package dev.parley.server.store;

import java.util.Locale;

/**
 * Whose data is to be removed.
 *
 * @param project in which project
 * @param subject what {@code id} names
 * @param id of the user or of the conversation; for {@link Subject#PROJECT} the project's
 */
public record Erasure(String project, Subject subject, String id) {
  /** What can be erased as a whole. */
  public enum Subject {
    /**
     * The spans of a user; those of the same traces that name no user; and those that name no user
     * of conversations in which no other user is named.
     */
    USER,
    /** The spans of a conversation, and those of the same traces that name no conversation. */
    CONVERSATION,
    /** Everything of a project. */
    PROJECT;

    /** The name in requests and on the command line. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Erasure {
    if (id.isEmpty()) {
      throw new IllegalArgumentException(
          subject.text() + " is empty (expected: the id of one that is to be erased)");
    }
  }
}
