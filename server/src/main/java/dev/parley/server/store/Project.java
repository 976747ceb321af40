package dev.parley.server.store;

/** Names of projects; a project is a wall between the data of different owners. */
public final class Project {
  /** The project of a server that has just one. */
  public static final String DEFAULT = "default";

  private Project() {}
}
