/**
 * What applications report of themselves by OTLP metrics, in canonical form: tokens, cost,
 * durations and times to the first token, whatever the metric is called and however it is
 * aggregated. Start with {@link dev.parley.server.reported.ReportedFold}.
 */
@NullMarked
package dev.parley.server.reported;

import org.jspecify.annotations.NullMarked;
