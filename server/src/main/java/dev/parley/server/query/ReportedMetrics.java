package dev.parley.server.query;

import dev.parley.server.reported.ReportedTotals;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What services report by metrics in hours of which no call of theirs is stored. It is part of no
 * other figure.
 */
public record ReportedMetrics(
    Instant from, Instant to, @Nullable String environment, List<ReportedTotals> services) {}
