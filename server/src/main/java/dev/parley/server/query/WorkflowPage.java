package dev.parley.server.query;

import java.util.List;

/**
 * A page of workflows.
 *
 * @param total how many match
 */
public record WorkflowPage(long total, List<WorkflowRow> workflows) {}
