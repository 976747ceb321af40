package dev.parley.server.query;

import java.util.List;

/**
 * A page of spans.
 *
 * @param total how many match
 * @param categories distinct categories of the range and environment, whatever the other filters
 */
public record SpanPage(long total, List<String> categories, List<SpanItem> spans) {}
