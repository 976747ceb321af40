package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PropagationTest {
  private static final TextMapGetter<HttpExchange> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpExchange carrier) {
          return carrier.getRequestHeaders().keySet();
        }

        @Override
        public String get(HttpExchange carrier, String key) {
          return carrier.getRequestHeaders().getFirst(key);
        }
      };

  private static final TextMapGetter<Map<String, String>> MAP =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  private final BlockingQueue<String> baggage = new LinkedBlockingQueue<>();
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  /** A service whose spans belong to whoever calls. */
  private String serve(SpanRecorder service) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    OpenTelemetry telemetry = service.parley().openTelemetry();
    server.createContext(
        "/",
        exchange -> {
          baggage.add(String.valueOf(exchange.getRequestHeaders().getFirst("baggage")));
          Context caller =
              telemetry
                  .getPropagators()
                  .getTextMapPropagator()
                  .extract(Context.root(), exchange, HEADERS);
          Span span =
              telemetry
                  .getTracer("http")
                  .spanBuilder("POST /answer")
                  .setSpanKind(SpanKind.SERVER)
                  .setParent(caller)
                  .startSpan();
          try (Scope scope = caller.with(span).makeCurrent()) {
            Step.llm("answer").on(service.parley()).run(() -> {});
            Step.llm("check").on(service.parley()).run(() -> {});
          }
          // Before the answer, so that whoever has it finds the span ended.
          span.end();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/answer";
  }

  /** As an instrumented HTTP client does. */
  private static void post(SpanRecorder from, String url) {
    OpenTelemetry telemetry = from.parley().openTelemetry();
    Span span =
        telemetry.getTracer("http").spanBuilder("POST").setSpanKind(SpanKind.CLIENT).startSpan();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody());
    telemetry
        .getPropagators()
        .getTextMapPropagator()
        .inject(Context.current().with(span), request, HttpRequest.Builder::setHeader);
    try {
      HttpResponse<Void> answer =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(204);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
    span.end();
  }

  private static SpanRecorder recorder(boolean propagates) {
    return new SpanRecorder(
        builder -> builder.propagateContext(propagates).propagateAttributes("tenant"));
  }

  @Test
  @DisplayName("CTX-27: with baggage on, the called service's spans carry the conversation's id")
  void acrossProcesses() throws Exception {
    try (SpanRecorder caller = recorder(true);
        SpanRecorder called = recorder(true)) {
      String url = serve(called);
      Step.llm("earlier").on(caller.parley());
      Conversation.of("c/1 é,\"x\"")
          .user("u 1")
          .attribute("tenant", "blue")
          .attribute("secret", "stays")
          .run(
              () -> {
                Step.chain("first").on(caller.parley()).run(() -> {});
                Workflow.of("w1")
                    .type("rag")
                    .run(
                        () ->
                            Agent.of("planner")
                                .id("a1")
                                .run(
                                    () ->
                                        Step.chain("second")
                                            .on(caller.parley())
                                            .run(() -> post(caller, url))));
              });

      assertThat(caller.attributes("second")).containsEntry("gen_ai.conversation.turn_number", 2L);
      for (String span : List.of("POST /answer", "answer", "check")) {
        assertThat(called.attributes(span))
            .containsEntry("gen_ai.conversation.id", "c/1 é,\"x\"")
            .containsEntry("gen_ai.conversation.turn_number", 2L)
            .containsEntry("parley.turn.automatic", true)
            .containsEntry("user.id", "u 1")
            .containsEntry("workflow.id", "w1")
            .containsEntry("workflow.type", "rag")
            .containsEntry("gen_ai.agent.name", "planner")
            .containsEntry("gen_ai.agent.id", "a1")
            .containsEntry("custom.tenant", "blue")
            .doesNotContainKey("custom.secret");
        assertThat(called.named(span).getTraceId()).isEqualTo(caller.named("second").getTraceId());
      }
      assertThat(baggage.take()).doesNotContain("stays");
    }
  }

  @Test
  @DisplayName("CTX-27: by default nothing is sent, and what is sent is not believed")
  void offByDefault() throws Exception {
    try (SpanRecorder silent = new SpanRecorder();
        SpanRecorder talking = recorder(true);
        SpanRecorder called = new SpanRecorder()) {
      String url = serve(called);
      Conversation.of("c1").user("u1").run(() -> post(silent, url));
      assertThat(baggage.take()).isEqualTo("null");
      Conversation.of("c1").user("u1").run(() -> post(talking, url));
      assertThat(baggage.take()).contains("c1");

      assertThat(called.spans())
          .hasSize(6)
          .allSatisfy(
              span ->
                  assertThat(SpanRecorder.map(span.getAttributes()))
                      .doesNotContainKeys("gen_ai.conversation.id", "user.id"));
    }
  }

  @Test
  @DisplayName("CTX-27: a setting, and OTEL_PROPAGATORS, switch it on as well")
  void bySetting() throws Exception {
    for (Map<String, String> environment :
        List.of(
            Map.of("PARLEY_PROPAGATION", "baggage"),
            Map.of("OTEL_PROPAGATORS", "tracecontext,parley"),
            Map.of("OTEL_PROPAGATORS", "parley,baggage,tracecontext"))) {
      try (SpanRecorder caller = new SpanRecorder(environment, builder -> builder);
          SpanRecorder called = new SpanRecorder(environment, builder -> builder)) {
        String url = serve(called);
        Conversation.of("c1").run(() -> post(caller, url));
        assertThat(called.attributes("answer")).containsEntry("gen_ai.conversation.id", "c1");
        server.stop(0);
      }
    }
  }

  private static Map<String, String> injected(Context context) {
    Map<String, String> headers = new TreeMap<>();
    ParleyPropagator.create().inject(context, headers, Map::put);
    return headers;
  }

  @Test
  @DisplayName("CTX-27: baggage of others goes along, and what a caller told is not told on stale")
  void othersBaggage() {
    Context incoming =
        ParleyPropagator.create()
            .extract(
                Context.root(),
                Map.of("baggage", "team=search,parley.conversation.id=c1,parley.user.id=u1"),
                MAP);
    assertThat(Baggage.fromContext(incoming).asMap()).containsOnlyKeys("team");

    try (Scope scope = incoming.makeCurrent();
        ContextScope other = Conversation.of("c2").open()) {
      assertThat(injected(Context.current()).get("baggage"))
          .contains("team=search")
          .contains("parley.conversation.id=c2")
          .doesNotContain("u1", "c1");
    }
  }

  @Test
  @DisplayName("CTX-27: an id that does not fit is left out whole, and the rest goes")
  void limits() {
    String huge = "x".repeat(256 * 1024);
    try (ContextScope scope = Conversation.of(huge).user("u1").open()) {
      assertThat(injected(Context.current()).get("baggage")).isEqualTo("parley.user.id=u1");
    }
    Baggage full = Baggage.builder().put("other", "y".repeat(8_100)).build();
    try (ContextScope scope = Conversation.of("c".repeat(200)).user("u1").open()) {
      String header = injected(Context.current().with(full)).get("baggage");
      assertThat(header).contains("other=yyy").contains("parley.user.id=u1");
      assertThat(header).doesNotContain("ccc").hasSizeLessThanOrEqualTo(8_192);
    }
    try (ContextScope scope = Conversation.of("half \uD83D").user("é".repeat(171)).open()) {
      assertThat(injected(Context.current())).isEmpty();
    }
  }

  @Test
  @DisplayName("CTX-27: whatever the header says, reading it fails never and invents nothing")
  void anyHeader() {
    for (String header :
        List.of(
            "",
            ",,,",
            "parley.turn.number=nine,parley.conversation.id=c1",
            "parley.turn.number=9",
            "parley.turn.number=-9223372036854775808,parley.conversation.id=c1",
            "parley.turn.number=9223372036854775807,parley.conversation.id=c1",
            "parley.conversation.id=",
            "parley.conversation.id=%zz",
            "parley.workflow.type=rag",
            "=;=,\u0000")) {
      assertThatCode(
              () -> {
                Context read =
                    ParleyPropagator.create()
                        .extract(Context.root(), Map.of("baggage", header), MAP);
                try (Scope scope = read.makeCurrent()) {
                  assertThat(CurrentContext.turnNumber()).isNull();
                  assertThat(CurrentContext.workflowId()).isNull();
                }
              })
          .doesNotThrowAnyException();
    }
    assertThat(ParleyPropagator.create().extract(Context.root(), null, MAP))
        .isSameAs(Context.root());
  }
}
