package dev.parley.examples.e2e;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/**
 * Three conversations whose every figure can be worked out with a pencil. All times are on
 * 2026-11-20, UTC.
 *
 * <pre>
 * conversation  env         turn  start     took   model          in/out    what
 * c-refund      production  1     10:10:00  1.0 s  gpt-4o         1000/500
 *                           2     10:12:00  2.0 s  gpt-4o          150/250
 * c-trip        staging     1     10:50:00  4.0 s  gpt-4o          200/100
 *                           2     10:55:00  5.0 s  gpt-4o          200/100
 *                           3     10:58:00  6.0 s  gpt-4o          200/100
 *                           4     11:00:00  7.0 s  gpt-4o          200/100   exactly on the range's edge
 *                           5     11:10:00  8.0 s  gpt-4o          200/100
 * c-order       production  1     11:05:00  1.5 s  gpt-4o          400/100   under POST /chat, with a tool
 *                           2     11:06:00  0.5 s  house-model-1   300/50    a model without a price
 *                           3     11:07:00  3.0 s  gpt-4o          -         fails: RateLimitError
 * </pre>
 *
 * <p>{@code gpt-4o} costs $2.50 per million input tokens and $10.00 per million output tokens.
 * {@code c-refund} and {@code c-trip} resend their history with every turn, as chat clients do.
 * Apart from them, 100 calls without a conversation take 1 s, 2 s, … 100 s between 13:00 and 14:00
 * in the environment {@code percentiles}.
 */
final class ThreeConversations {
  static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");
  static final Instant ELEVEN = Instant.parse("2026-11-20T11:00:00Z");
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  static final Instant ONE_PM = Instant.parse("2026-11-20T13:00:00Z");
  static final Instant TWO_PM = Instant.parse("2026-11-20T14:00:00Z");

  /** The prices the fixture is worked out with, in the form of the server's price file. */
  static final String PRICES =
      """
      {
        "version": "three-conversations",
        "prices": [
          {
            "provider": "openai",
            "model": "gpt-4o",
            "validFrom": "2026-01-01",
            "input": "2.50",
            "output": "10.00",
            "source": "the test"
          }
        ]
      }
      """;

  /** Ids of spans that tests follow; set by {@link #send}. */
  record Sent(SpanContext httpParent, SpanContext orderTurn1, SpanContext failedCall) {}

  private static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

  private ThreeConversations() {}

  /**
   * Sends all spans and returns when the server has acknowledged them.
   *
   * @param grpc address of the server's OTLP port for gRPC
   * @param http address of the server's OTLP port for HTTP
   */
  static Sent send(String grpc, String http) {
    SpanExporter overHttp =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(http + "/v1/traces")
            .setCompression("gzip")
            .build();
    SpanExporter overGrpc = OtlpGrpcSpanExporter.builder().setEndpoint(grpc).build();
    Sent[] sent = new Sent[1];
    export(overHttp, "shop", "production", ThreeConversations::refund);
    export(overGrpc, "shop", "production", tracer -> sent[0] = order(tracer));
    export(
        OtlpGrpcSpanExporter.builder().setEndpoint(grpc).setCompression("gzip").build(),
        "travel",
        "staging",
        ThreeConversations::trip);
    export(
        OtlpHttpSpanExporter.builder().setEndpoint(http + "/v1/traces").build(),
        "load",
        "percentiles",
        ThreeConversations::hundredCalls);
    return sent[0];
  }

  private interface Story {
    void tell(Tracer tracer);
  }

  private static void export(
      SpanExporter exporter, String service, String environment, Story story) {
    Resource resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", service)
                .put("deployment.environment.name", environment)
                .build());
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build()) {
      story.tell(provider.get("three-conversations"));
      if (!provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()) {
        throw new IllegalStateException("The server did not acknowledge the spans of " + service);
      }
    }
  }

  private static void refund(Tracer tracer) {
    Talk talk = new Talk(tracer, "c-refund", "u-anna", true);
    talk.turn(1, "10:10:00", 1_000, "gpt-4o", 1000L, 500L)
        .said("I want my money back.", "Which order is it about?");
    talk.turn(2, "10:12:00", 2_000, "gpt-4o", 150L, 250L)
        .said("Order 4711.", "Refunded: you will see it in three days.");
  }

  private static void trip(Tracer tracer) {
    Talk talk = new Talk(tracer, "c-trip", "u-ben", true);
    String[] starts = {"10:50:00", "10:55:00", "10:58:00", "11:00:00", "11:10:00"};
    for (int i = 0; i < starts.length; i++) {
      talk.turn(i + 1, starts[i], 4_000 + 1_000L * i, "gpt-4o", 200L, 100L)
          .said("Question " + (i + 1) + " about Porto?", "Answer " + (i + 1) + " about Porto.");
    }
  }

  private static Sent order(Tracer tracer) {
    Instant start = at("11:04:59");
    Span http =
        tracer
            .spanBuilder("POST /chat")
            .setSpanKind(SpanKind.SERVER)
            .setNoParent()
            .setStartTimestamp(start)
            .setAttribute("http.request.method", "POST")
            .setAttribute("http.route", "/chat")
            .setAttribute("url.path", "/chat")
            .setAttribute("http.response.status_code", 200L)
            .startSpan();
    Talk talk = new Talk(tracer, "c-order", "u-cleo", false);
    Turn first = talk.turn(1, "11:05:00", 1_500, "gpt-4o", 400L, 100L).under(http);
    SpanContext firstCall = first.said("Where is my parcel?", "It arrives tomorrow.");
    Span tool =
        tracer
            .spanBuilder("execute_tool track_parcel")
            .setParent(Context.root().with(http))
            .setStartTimestamp(at("11:05:02"))
            .setAttribute("gen_ai.operation.name", "execute_tool")
            .setAttribute("gen_ai.tool.name", "track_parcel")
            .setAttribute("gen_ai.tool.call.id", "call_1")
            .setAttribute("gen_ai.tool.call.arguments", "{\"parcel\":88}")
            .setAttribute("gen_ai.tool.call.result", "{\"eta\":\"tomorrow\"}")
            .setAttribute("gen_ai.conversation.id", "c-order")
            .setAttribute("gen_ai.conversation.turn_number", 1L)
            .setAttribute("user.category", "delivery_question")
            .startSpan();
    tool.end(at("11:05:02").plusMillis(250));
    http.end(start.plusMillis(4_000));
    talk.turn(2, "11:06:00", 500, "house-model-1", 300L, 50L)
        .said("And the invoice?", "It is in the parcel.");
    SpanContext failed =
        talk.turn(3, "11:07:00", 3_000, "gpt-4o", null, null).failed("Then cancel it.");
    return new Sent(http.getSpanContext(), firstCall, failed);
  }

  private static void hundredCalls(Tracer tracer) {
    for (int i = 1; i <= 100; i++) {
      Instant start = ONE_PM.plusSeconds(10L * i);
      call(tracer, start, "gpt-4o").startSpan().end(start.plusSeconds(i));
    }
  }

  private static SpanBuilder call(Tracer tracer, Instant start, String model) {
    return tracer
        .spanBuilder("chat " + model)
        .setSpanKind(SpanKind.CLIENT)
        .setNoParent()
        .setStartTimestamp(start)
        .setAttribute("gen_ai.operation.name", "chat")
        .setAttribute("gen_ai.provider.name", "openai")
        .setAttribute("gen_ai.request.model", model);
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-20T" + time + "Z");
  }

  private static String message(String role, String text) {
    return "{\"role\":\"%s\",\"parts\":[{\"type\":\"text\",\"content\":\"%s\"}]}"
        .formatted(role, text);
  }

  /** One conversation and, where it resends it, its history. */
  private record Talk(
      Tracer tracer, String id, String user, boolean resendsHistory, List<String> history) {
    Talk(Tracer tracer, String id, String user, boolean resendsHistory) {
      this(tracer, id, user, resendsHistory, new ArrayList<>());
    }

    Turn turn(int number, String start, long millis, String model, Long input, Long output) {
      SpanBuilder span = call(tracer, at(start), model);
      span.setAttribute("gen_ai.conversation.id", id);
      span.setAttribute("gen_ai.conversation.turn_number", (long) number);
      span.setAttribute("user.id", user);
      if (input != null && output != null) {
        // The provider answers with a dated id, as the real one does; the price must still be
        // found.
        span.setAttribute(
            "gen_ai.response.model", model.equals("gpt-4o") ? "gpt-4o-2024-08-06" : model);
        span.setAttribute("gen_ai.usage.input_tokens", input);
        span.setAttribute("gen_ai.usage.output_tokens", output);
      }
      return new Turn(this, span, at(start).plus(Duration.ofMillis(millis)));
    }
  }

  /** One call, not yet started. */
  private record Turn(Talk talk, SpanBuilder span, Instant end) {
    Turn under(Span parent) {
      span.setParent(Context.root().with(parent));
      return this;
    }

    SpanContext said(String question, String answer) {
      String asked = message("user", question);
      span.setAttribute("gen_ai.input.messages", input(asked));
      String answered = message("assistant", answer);
      span.setAttribute(
          "gen_ai.output.messages",
          "[" + answered.substring(0, answered.length() - 1) + ",\"finish_reason\":\"stop\"}]");
      span.setAttribute(FINISH_REASONS, List.of("stop"));
      talk.history().add(asked);
      talk.history().add(answered);
      return finish(span.startSpan());
    }

    SpanContext failed(String question) {
      span.setAttribute("gen_ai.input.messages", input(message("user", question)));
      span.setAttribute("error.type", "RateLimitError");
      Span started = span.startSpan();
      started.setStatus(StatusCode.ERROR, "429: slow down");
      return finish(started);
    }

    private String input(String asked) {
      StringJoiner messages = new StringJoiner(",", "[", "]");
      if (talk.resendsHistory()) {
        talk.history().forEach(messages::add);
      }
      return messages.add(asked).toString();
    }

    private SpanContext finish(Span started) {
      started.end(end);
      return started.getSpanContext();
    }
  }
}
