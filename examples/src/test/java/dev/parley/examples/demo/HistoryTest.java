package dev.parley.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.provider.Pace;
import dev.parley.examples.scenario.Scenarios;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HistoryTest {

  /** Keeps what it gets, also after it was closed. */
  private static final class Kept implements SpanExporter {
    private final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.addAll(batch);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  @DisplayName("Every turn is one trace at its planned time; children stay within their parents")
  void history() throws Exception {
    Instant now = Instant.parse("2026-03-04T12:00:00Z");
    Scenarios scenarios = Scenarios.load();
    List<DayPlan.Visit> visits = new DayPlan(scenarios, 7).day(32, now, ZoneOffset.UTC);
    Kept kept = new Kept();
    try (LoopbackProvider provider = LoopbackProvider.start(scenarios, Pace.AT_ONCE)) {
      assertThat(new History(provider, kept).play(visits)).isTrue();
    }

    List<Instant> planned =
        visits.stream().flatMap(visit -> visit.turns().stream()).sorted().toList();
    assertThat(planned)
        .allSatisfy(turn -> assertThat(turn).isBetween(now.minus(Duration.ofHours(24)), now));
    List<SpanData> roots =
        kept.spans.stream().filter(span -> !span.getParentSpanContext().isValid()).toList();
    assertThat(roots.stream().map(span -> instant(span.getStartEpochNanos())).sorted().toList())
        .isEqualTo(planned);
    Map<String, SpanData> byId = new HashMap<>();
    kept.spans.forEach(span -> byId.put(span.getSpanId(), span));
    for (SpanData span : kept.spans) {
      assertThat(span.getEndEpochNanos()).isGreaterThanOrEqualTo(span.getStartEpochNanos());
      if (span.getParentSpanContext().isValid()) {
        SpanData parent = byId.get(span.getParentSpanId());
        assertThat(span.getStartEpochNanos()).isGreaterThanOrEqualTo(parent.getStartEpochNanos());
        assertThat(span.getEndEpochNanos()).isLessThanOrEqualTo(parent.getEndEpochNanos());
      }
    }
    assertThat(roots)
        .extracting(span -> Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos()))
        .allSatisfy(
            duration ->
                assertThat(duration).isBetween(Duration.ofMillis(200), Duration.ofSeconds(60)));
    Set<String> environments =
        kept.spans.stream()
            .map(
                span ->
                    span.getResource()
                        .getAttribute(AttributeKey.stringKey("deployment.environment.name")))
            .collect(Collectors.toSet());
    assertThat(environments).containsExactlyInAnyOrder("production", "staging");
    Set<String> models =
        kept.spans.stream()
            .map(span -> span.getAttributes().get(AttributeKey.stringKey("gen_ai.request.model")))
            .filter(model -> model != null)
            .collect(Collectors.toSet());
    assertThat(models)
        .containsExactlyInAnyOrder(
            "gpt-4o",
            "gpt-4o-mini",
            "gpt-4.1",
            "claude-sonnet-4-5",
            "claude-haiku-4-5",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "amazon.nova-lite-v1:0",
            "amazon.nova-pro-v1:0",
            "gemini-2.5-pro",
            "gemini-2.5-flash");
  }

  private static Instant instant(long epochNanos) {
    return Instant.ofEpochSecond(epochNanos / 1_000_000_000L, epochNanos % 1_000_000_000L);
  }
}
