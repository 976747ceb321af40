package dev.parley.server.store;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Content;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Failure;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Message;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Origin;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.Raw;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Score;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.model.Tool;
import dev.parley.server.model.UsageRole;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Records for the tests of the store and of the ingest. */
public final class SampleSpans {
  /** 2026-03-01T10:00:00Z plus some nanoseconds that milliseconds would lose. */
  public static final long START = 1_772_359_200_000_000_123L;

  public static final Origin ORIGIN =
      new Origin(
          "shop", "production", "{\"service.name\":\"shop\",\"host\":\"a\"}", "parley", "0.1");

  private SampleSpans() {}

  /** A key that no other pair of numbers gives. */
  public static SpanKey key(int trace, int span) {
    return new SpanKey(
        String.format(Locale.ROOT, "%032x", trace + 1L),
        String.format(Locale.ROOT, "%016x", span + 1L));
  }

  public static Message message(String role, String text) {
    String json =
        "{\"parts\":[{\"content\":\"" + text + "\",\"type\":\"text\"}],\"role\":\"" + role + "\"}";
    return new Message(json);
  }

  /** A model call with every field set. */
  public static Span full(SpanKey key, Content content, Raw raw) {
    return new Span(
        key,
        "00000000000000aa",
        ORIGIN,
        Dialect.PARLEY,
        "chat gpt-4o",
        OtelKind.CLIENT,
        Kind.MODEL_CALL,
        "chat",
        START,
        1_234_567_891L,
        Status.ERROR,
        new Failure("RateLimitException", "429 💥"),
        new Identity("c1", 3, true, "u1", "w1", "rag", "a1", "triage", "refund"),
        new Call(
            "openai",
            "gpt-4o",
            "gpt-4o-2024-08-06",
            Usage.builder()
                .inputUncached(10L)
                .cacheRead(20L)
                .cacheWrite(1L)
                .cacheWrite5m(2L)
                .cacheWrite1h(3L)
                .audioInput(4L)
                .outputText(30L)
                .reasoning(40L)
                .audioOutput(5L)
                .total(115L)
                .build(),
            UsageRole.OWN,
            new ReportedCost(new BigDecimal("0.000000000000000001"), ReportedCost.Source.BILLED),
            "default",
            "resp_1",
            List.of("stop", "length"),
            250_000_000L),
        new Tool("search", "call_1", "{\"q\":1}", "plain text"),
        content,
        raw);
  }

  /** A model call that carries this content and nothing else of note. */
  public static Span call(SpanKey key, Content content) {
    return span(key, Kind.MODEL_CALL, content, raw("{\"gen_ai.operation.name\":\"chat\"}"));
  }

  public static Span span(SpanKey key, Kind kind, Content content, Raw raw) {
    return new Span(
        key,
        null,
        ORIGIN,
        Dialect.SEMCONV,
        "span",
        OtelKind.INTERNAL,
        kind,
        null,
        START,
        5L,
        Status.UNSET,
        null,
        Identity.NONE,
        kind.asksModel()
            ? new Call(
                "openai",
                "gpt-4o",
                null,
                Usage.of(1, 2),
                UsageRole.OWN,
                null,
                null,
                null,
                List.of(),
                null)
            : Call.NONE,
        null,
        content,
        raw);
  }

  public static Span plain(SpanKey key) {
    return span(key, Kind.HTTP, Content.NONE, raw("{}"));
  }

  public static List<Span> plain(int trace, int count) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spans.add(plain(key(trace, i)));
    }
    return spans;
  }

  public static Raw raw(String attributes) {
    return new Raw(attributes, "[]", "[]", "", 0);
  }

  public static LogRecord log(String body) {
    return new LogRecord(
        ORIGIN,
        key(1, 1).traceId(),
        key(1, 1).spanId(),
        START,
        START + 1,
        9,
        "event",
        body,
        "{\"k\":1}",
        null);
  }

  public static MetricPoint point(double value) {
    return new MetricPoint(
        ORIGIN,
        "tokens",
        MetricPoint.Type.SUM,
        "{token}",
        "used",
        true,
        true,
        "{\"m\":\"x\"}",
        START - 1,
        START,
        value,
        "{}");
  }

  public static Score score(String id, double value) {
    return new Score(
        id,
        START,
        "helpfulness",
        value,
        null,
        null,
        Score.Source.API,
        null,
        new Score.About(null, null, "c-1", null, null));
  }
}
