package dev.parley.examples.support;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the desk remembers of a conversation: its messages, and who looks after it. Its turns come
 * one after another; who uses it holds its lock.
 */
final class Dialogue {

  private final Team team;
  private final List<Said> messages = new ArrayList<>();
  private @Nullable Specialist specialist;
  private String category = "general";

  /** A dialogue that a team leads. */
  Dialogue(Team team) {
    this.team = team;
  }

  Team team() {
    return team;
  }

  List<Said> messages() {
    return messages;
  }

  /** Who looks after it; null before triage has decided. */
  @Nullable Specialist specialist() {
    return specialist;
  }

  String category() {
    return category;
  }

  void handOver(Specialist to, String about) {
    specialist = to;
    category = about;
  }

  /** Forgets the messages of a turn that failed, so that the next one starts from a sane state. */
  void backTo(int size) {
    messages.subList(size, messages.size()).clear();
  }
}
