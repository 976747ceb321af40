package dev.parley.server.doctor;

import dev.parley.pricing.PriceBook;
import dev.parley.server.dialect.Translation;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers what OTLP has and lacks, and tells it. Thread-safe. */
final class Examination {
  private final PriceBook prices;
  private final Map<Emitter, Vitals> emitters = new LinkedHashMap<>();
  private final Set<String> tracesWithConversation = new HashSet<>();
  private final Set<String> tracesWithUser = new HashSet<>();
  private final Set<SpanKey> toldByLogs = new HashSet<>();
  private final SortedMap<String, Integer> events = new TreeMap<>();
  private final SortedMap<String, Integer> points = new TreeMap<>();
  private final Set<String> deltas = new TreeSet<>();
  private final List<String> refusals = new ArrayList<>();
  private int rejected;

  Examination(PriceBook prices) {
    this.prices = prices;
  }

  synchronized void add(Translation request) {
    rejected += request.rejected();
    if (request.rejected() > 0 && refusals.size() < 20) {
      refusals.add(request.reasons());
    }
    add(request.batch());
  }

  synchronized void add(Batch batch) {
    batch.spans().forEach(this::add);
    for (LogRecord log : batch.logs()) {
      events.merge(log.eventName() == null ? "(no event)" : log.eventName(), 1, Integer::sum);
      if (log.told() != null && log.traceId() != null && log.spanId() != null) {
        toldByLogs.add(new SpanKey(log.traceId(), log.spanId()));
      }
    }
    for (MetricPoint point : batch.points()) {
      points.merge(point.name(), 1, Integer::sum);
      if (point.delta()) {
        deltas.add(point.name());
      }
    }
  }

  private void add(Span span) {
    emitters
        .computeIfAbsent(
            new Emitter(span.origin().service(), span.origin().scopeName(), span.dialect()),
            emitter -> new Vitals(prices))
        .add(span);
    if (span.identity().conversationId() != null) {
      tracesWithConversation.add(span.key().traceId());
    }
    if (span.identity().userId() != null) {
      tracesWithUser.add(span.key().traceId());
    }
  }

  /** What was seen, and what is missing, as text for a terminal. */
  synchronized String report() {
    StringBuilder report = new StringBuilder();
    if (emitters.isEmpty() && events.isEmpty() && points.isEmpty()) {
      return "Nothing was received: check the emitter's endpoint and protocol.\n";
    }
    boolean complete = true;
    for (Map.Entry<Emitter, Vitals> each : emitters.entrySet()) {
      List<Finding> findings = findings(each.getKey().dialect(), each.getValue());
      tell(each.getKey(), each.getValue(), findings, report);
      complete &= findings.isEmpty();
    }
    tell("Log records by event", events, report);
    tell("Metric points by name", points, report);
    complete &= tellRest(report);
    if (complete) {
      report.append("Nothing is missing.\n");
    }
    return report.toString();
  }

  private boolean tellRest(StringBuilder report) {
    if (!deltas.isEmpty()) {
      finding(
          new Finding(
              "metrics of delta temporality: " + String.join(", ", deltas),
              "Parley reads them; where Prometheus is to read them as well, set"
                  + " OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative"),
          report);
    }
    if (rejected > 0) {
      finding(
          new Finding(
              rejected + " records can't be stored: " + String.join("; ", refusals),
              "a fault of the emitter, or of what lies between; tell its makers"),
          report);
    }
    boolean noCall = emitters.values().stream().allMatch(vitals -> vitals.calls() == 0);
    if (!emitters.isEmpty() && noCall) {
      finding(
          new Finding(
              "no call of a model among the spans",
              "instrument the client library, by Parley's SDK or any OpenTelemetry GenAI"
                  + " instrumentation"),
          report);
    }
    return deltas.isEmpty() && rejected == 0 && (emitters.isEmpty() || !noCall);
  }

  private List<Finding> findings(Dialect dialect, Vitals vitals) {
    List<Finding> findings = new ArrayList<>();
    int calls = vitals.calls();
    if (vitals.withoutUsage() > 0) {
      findings.add(
          new Finding(
              of(vitals.withoutUsage(), calls, "report no tokens, so cost nothing that is known"),
              Advice.usage(dialect)));
    }
    if (vitals.withoutModel() > 0) {
      findings.add(
          new Finding(
              of(vitals.withoutModel(), calls, "name no model"),
              "an instrumentation has to set gen_ai.request.model or gen_ai.response.model"));
    }
    vitals
        .unpriced()
        .forEach(
            (model, count) ->
                findings.add(
                    new Finding(
                        of(count, calls, "are of model " + model + ", which has no price"),
                        "a file of prices that --prices-file names; see docs/prices.md")));
    long silent =
        vitals.withoutContent().stream().filter(call -> !toldByLogs.contains(call)).count();
    if (silent > 0) {
      findings.add(
          new Finding(
              of((int) silent, calls, "say nothing of what was said"), Advice.content(dialect)));
    }
    long alone =
        vitals.tracesWithoutConversation().stream()
            .filter(trace -> !tracesWithConversation.contains(trace))
            .count();
    if (alone > 0) {
      findings.add(
          new Finding(
              of((int) alone, calls, "belong to no conversation"), Advice.conversation(dialect)));
    }
    boolean nobody =
        vitals.tracesWithoutUser().size() == calls
            && vitals.tracesWithoutUser().stream().noneMatch(tracesWithUser::contains);
    if (calls > 0 && nobody) {
      findings.add(
          new Finding(
              "no call names a user", "set user.id on one span of each trace, best its root"));
    }
    return findings;
  }

  private static String of(int count, int all, String what) {
    return (count == all ? "all " + all : count + " of " + all) + " calls " + what;
  }

  private static void tell(
      Emitter emitter, Vitals vitals, List<Finding> findings, StringBuilder report) {
    report
        .append(emitter.service())
        .append(" · ")
        .append(emitter.scope().isEmpty() ? "(no scope)" : emitter.scope())
        .append(" · ")
        .append(emitter.dialect().name().toLowerCase(Locale.ROOT))
        .append('\n')
        .append("  ")
        .append(vitals.spans())
        .append(" spans, ")
        .append(vitals.genAi())
        .append(" of GenAI, ")
        .append(vitals.calls())
        .append(" calls, ")
        .append(vitals.tools())
        .append(" tool calls (")
        .append(vitals.toolsWithContent())
        .append(" with arguments or results)\n");
    findings.forEach(each -> finding(each, report));
    report.append('\n');
  }

  private static void finding(Finding finding, StringBuilder report) {
    report
        .append("  ✗ ")
        .append(finding.what())
        .append("\n    → ")
        .append(finding.cure())
        .append('\n');
  }

  private static void tell(String title, SortedMap<String, Integer> counts, StringBuilder report) {
    if (!counts.isEmpty()) {
      report.append(title).append('\n');
      counts.forEach(
          (name, count) ->
              report.append("  ").append(count).append("  ").append(name).append('\n'));
      report.append('\n');
    }
  }
}
