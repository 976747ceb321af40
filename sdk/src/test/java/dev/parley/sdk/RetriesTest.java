package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  @Test
  @DisplayName("One span around all attempts tells how many, and why each failed")
  void oneSpan() {
    Step.tool("flaky")
        .on(spans.parley())
        .run(
            () -> {
              Retries retries = Retries.ofCurrentSpan();
              Span inner = spans.start("inner");
              try (Scope scope = inner.makeCurrent()) {
                retries.attempt(1).failed(1, new IOException("secret"), Duration.ofMillis(1500));
                retries.attempt(2).failed(2, new IllegalStateException(), null);
                retries.attempt(3);
              }
            });

    SpanData span = spans.named("flaky");
    assertThat(SpanRecorder.map(span.getAttributes()))
        .containsEntry("parley.retry.attempt", 3L)
        .containsEntry("parley.retry.count", 2L);
    assertThat(span.getEvents())
        .filteredOn(event -> event.getName().equals("parley.retry"))
        .extracting(EventData::getAttributes)
        .extracting(SpanRecorder::map)
        .containsExactly(
            Map.of(
                "parley.retry.attempt",
                1L,
                "error.type",
                "java.io.IOException",
                "parley.retry.delay_ms",
                1500.0),
            Map.of("parley.retry.attempt", 2L, "error.type", "java.lang.IllegalStateException"));
  }

  @Test
  @DisplayName("A span for each attempt tells which one it is")
  void spanEach() {
    for (int attempt = 1; attempt <= 2; attempt++) {
      Span span = spans.start("attempt " + attempt);
      Retries.of(span).attempt(attempt);
      span.end();
    }
    assertThat(spans.attributes("attempt 1"))
        .isEqualTo(Map.of("parley.retry.attempt", 1L, "parley.retry.count", 0L));
    assertThat(spans.attributes("attempt 2"))
        .isEqualTo(Map.of("parley.retry.attempt", 2L, "parley.retry.count", 1L));
  }

  @Test
  @DisplayName("What is no attempt is not recorded, and nothing throws")
  void nothing() {
    Span span = spans.start("span");
    Retries.of(span).attempt(0).attempt(-1);
    span.end();
    assertThat(spans.attributes("span")).isEmpty();
    assertThatCode(() -> Retries.of(null).attempt(1).failed(1, null, null))
        .doesNotThrowAnyException();
    assertThatCode(
            () -> Retries.ofCurrentSpan().failed(1, null, Duration.ofSeconds(Long.MAX_VALUE)))
        .doesNotThrowAnyException();
  }
}
