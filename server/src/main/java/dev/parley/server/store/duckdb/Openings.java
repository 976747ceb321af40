package dev.parley.server.store.duckdb;

import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Group;
import dev.parley.server.store.SpanContent;
import dev.parley.server.store.SpanRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds the messages of a group that conversations may open with. */
final class Openings {
  private Openings() {}

  /**
   * The new messages that a span was asked with first: up to the first that a user said, in most
   * cases that one alone.
   */
  static Collection<ContentRow> of(Group group) {
    Map<UUID, ContentRow> messages = new HashMap<>();
    for (ContentRow content : group.contents()) {
      if (content.address().table() == Address.Table.MESSAGES) {
        messages.put(content.address().hash(), content);
      }
    }
    Set<ContentRow> found = new LinkedHashSet<>();
    if (!messages.isEmpty()) {
      for (SpanRow span : group.spans()) {
        add(span.input(), messages, found);
      }
      for (SpanContent change : group.contentChanges()) {
        add(change.input(), messages, found);
      }
    }
    return found;
  }

  private static void add(List<UUID> input, Map<UUID, ContentRow> messages, Set<ContentRow> found) {
    for (UUID hash : input) {
      ContentRow message = messages.get(hash);
      if (message == null) {
        return;
      }
      found.add(message);
      if ("user".equals(message.role())) {
        return;
      }
    }
  }
}
