package dev.parley.server.store;

import java.util.regex.Pattern;

/** Names of projects; a project is a wall between the data of different owners. */
public final class Project {
  /** The project of a server that has just one. */
  public static final String DEFAULT = "default";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

  private Project() {}

  /**
   * Whether a project may be called so: lower-case letters, digits, {@code -} and {@code _}, up to
   * 63 of them, with a letter or digit in front.
   */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
