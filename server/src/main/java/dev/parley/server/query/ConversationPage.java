package dev.parley.server.query;

import java.util.List;

/**
 * A page of conversations.
 *
 * @param total how many match
 */
public record ConversationPage(long total, List<ConversationRow> conversations) {}
