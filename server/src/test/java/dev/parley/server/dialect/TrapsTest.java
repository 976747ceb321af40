package dev.parley.server.dialect;

import static dev.parley.server.dialect.Fixture.json;
import static dev.parley.server.dialect.Fixture.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Failure;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Span;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Telemetry as it goes wrong in the wild. */
class TrapsTest {
  @Test
  @DisplayName("Cache within or beside input: the numbers decide before the emitter's habit")
  void cache() {
    assertThat(uncached("", "claude", 1715, 227, 0, 1712, null)).isEqualTo(3);
    assertThat(uncached("", "claude", 3, 227, 0, 1712, null)).isEqualTo(3);
    assertThat(
            uncached("io.opentelemetry.aws-sdk-2.2", "anthropic.claude", 2000, 227, 0, 1712, 3939L))
        .isEqualTo(2000);
    assertThat(
            uncached("io.opentelemetry.aws-sdk-2.2", "openai.gpt-oss", 4995, 17, 0, 4993, 10_007L))
        .isEqualTo(2);
    assertThat(uncached("", "gpt-4o", 1000, 5, 800, 0, null)).isEqualTo(200);
  }

  private static Long uncached(
      String scope, String model, int input, int output, int read, int write, Long total) {
    Fixture fixture =
        total == null
            ? span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.request.model",
                model,
                "gen_ai.usage.input_tokens",
                input,
                "gen_ai.usage.output_tokens",
                output,
                "gen_ai.usage.cache_read.input_tokens",
                read,
                "gen_ai.usage.cache_write.input_tokens",
                write)
            : span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.request.model",
                model,
                "gen_ai.usage.input_tokens",
                input,
                "gen_ai.usage.output_tokens",
                output,
                "gen_ai.usage.cache_read.input_tokens",
                read,
                "gen_ai.usage.cache_write.input_tokens",
                write,
                "gen_ai.usage.total_tokens",
                total);
    return fixture.scope(scope).map().call().usage().get(TokenBucket.INPUT);
  }

  @Test
  @DisplayName("Reasoning larger than output is not within it")
  void reasoning() {
    Usage usage =
        span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.usage.input_tokens",
                100,
                "gen_ai.usage.output_tokens",
                20,
                "gen_ai.usage.reasoning_tokens",
                30)
            .map()
            .call()
            .usage();
    assertThat(usage.get(TokenBucket.OUTPUT)).isEqualTo(20);
    assertThat(usage.get(TokenBucket.REASONING)).isEqualTo(30);
  }

  @Test
  @DisplayName("Audio within a count is counted once, where cache or reasoning stand beside it too")
  void audio() {
    Usage usage =
        span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.usage.input_tokens",
                100,
                "gen_ai.usage.cache_read.input_tokens",
                500,
                "gen_ai.usage.audio.input_tokens",
                30,
                "gen_ai.usage.output_tokens",
                60,
                "gen_ai.usage.audio.output_tokens",
                40,
                "gen_ai.usage.reasoning_tokens",
                20,
                "gen_ai.usage.total_tokens",
                680)
            .map()
            .call()
            .usage();
    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(70);
    assertThat(usage.get(TokenBucket.AUDIO_INPUT)).isEqualTo(30);
    assertThat(usage.inputTotal()).isEqualTo(600);
    assertThat(usage.get(TokenBucket.OUTPUT)).isEqualTo(20);
    assertThat(usage.get(TokenBucket.AUDIO_OUTPUT)).isEqualTo(40);
    assertThat(usage.outputTotal()).isEqualTo(80);
  }

  @Test
  @DisplayName("Langfuse's disjoint rule is for its own counts, not for those of the conventions")
  void disjointOnlyItsOwn() {
    String details =
        "{\"input\":100,\"input_cached_tokens\":20,\"output\":30,\"output_reasoning_tokens\":10}";
    Usage both =
        span(
                "generation",
                "langfuse.observation.type",
                "generation",
                "langfuse.observation.usage_details",
                details,
                "gen_ai.usage.input_tokens",
                120,
                "gen_ai.usage.output_tokens",
                40)
            .map()
            .call()
            .usage();
    Usage own =
        span(
                "generation",
                "langfuse.observation.type",
                "generation",
                "langfuse.observation.usage_details",
                details)
            .map()
            .call()
            .usage();
    assertThat(both).isEqualTo(own);
    assertThat(own.inputTotal()).isEqualTo(120);
    assertThat(own.outputTotal()).isEqualTo(40);
  }

  @Test
  @DisplayName("Zeros on a stream, negative counts and words are unknown, not 0")
  void unknownUsage() {
    assertThat(
            span(
                    "chat",
                    "gen_ai.operation.name",
                    "chat",
                    "gen_ai.request.stream",
                    true,
                    "gen_ai.usage.input_tokens",
                    0,
                    "gen_ai.usage.output_tokens",
                    0)
                .map()
                .call()
                .usage())
        .isNull();
    assertThat(
            span(
                    "chat",
                    "gen_ai.operation.name",
                    "chat",
                    "gen_ai.usage.input_tokens",
                    -1,
                    "gen_ai.usage.output_tokens",
                    "none")
                .map()
                .call()
                .usage())
        .isNull();
    assertThat(
            span(
                    "chat",
                    "gen_ai.operation.name",
                    "chat",
                    "gen_ai.usage.input_tokens",
                    "1e999999999")
                .map()
                .call()
                .usage())
        .isNull();
    assertThat(
            span("chat", "gen_ai.operation.name", "chat", "gen_ai.request.model", "none")
                .map()
                .call()
                .requestModel())
        .isNull();
  }

  @Test
  @DisplayName("An estimate of 0 for used tokens is no cost; a gateway's total is billed")
  void cost() {
    assertThat(
            span(
                    "chat",
                    "gen_ai.operation.name",
                    "chat",
                    "gen_ai.usage.input_tokens",
                    5,
                    "gen_ai.usage.cost_usd",
                    0.0)
                .map()
                .call()
                .cost())
        .isNull();
    ReportedCost billed =
        span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.cost.total_cost",
                0.00031,
                "gen_ai.usage.cost_usd",
                9.0)
            .map()
            .call()
            .cost();
    assertThat(billed.source()).isEqualTo(ReportedCost.Source.BILLED);
    assertThat(billed.total()).isEqualByComparingTo("0.00031");
    assertThat(
            span("chat", "gen_ai.operation.name", "chat", "gen_ai.usage.cost_usd", -1.0)
                .map()
                .call()
                .cost())
        .isNull();
    assertThat(
            span("chat", "gen_ai.operation.name", "chat", "workflow.total_cost_usd", 1.0)
                .map()
                .call()
                .cost())
        .isNull();
  }

  @Test
  @DisplayName("Finish reasons as array, JSON text, Python text or bare words, folded")
  void finishReasons() {
    for (Object sent : new Object[] {List.of("STOP"), "[\"STOP\"]", "['stop']", "end_turn"}) {
      assertThat(
              span("chat", "gen_ai.operation.name", "chat", "gen_ai.response.finish_reasons", sent)
                  .map()
                  .call()
                  .finishReasons())
          .containsExactly("stop");
    }
    assertThat(
            span(
                    "chat",
                    "gen_ai.operation.name",
                    "chat",
                    "gen_ai.response.finish_reasons",
                    "stop, max_tokens")
                .map()
                .call()
                .finishReasons())
        .containsExactly("stop", "length");
  }

  @Test
  @DisplayName("The newest form of content wins and older ones only fill gaps")
  void precedence() {
    Span span =
        span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.input.messages",
                "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"new\"}]}]",
                "gen_ai.prompt.0.role",
                "user",
                "gen_ai.prompt.0.content",
                "old",
                "gen_ai.completion.0.content",
                "answer")
            .map();
    assertThat(json(span.content().input())).singleElement().asString().contains("new");
    assertThat(json(span.content().output())).singleElement().asString().contains("answer");
  }

  @Test
  @DisplayName("Cut or double-encoded JSON, lists of texts and bare text keep their content")
  void tolerantContent() {
    String cut = "[{\"role\":\"user\",\"content\":\"Weath...";
    assertThat(input(cut)).singleElement().asString().contains("Weath...");
    assertThat(input("\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"hi\\\"}]\""))
        .containsExactly("{\"parts\":[{\"content\":\"hi\",\"type\":\"text\"}],\"role\":\"user\"}");
    assertThat(input(List.of("{\"role\":\"human\",\"content\":\"hi\"}")))
        .containsExactly("{\"parts\":[{\"content\":\"hi\",\"type\":\"text\"}],\"role\":\"user\"}");
    assertThat(input("just text"))
        .containsExactly(
            "{\"parts\":[{\"content\":\"just text\",\"type\":\"text\"}],\"role\":\"user\"}");
    assertThat(input("[".repeat(5000))).singleElement().asString().contains("[[[[");
    assertThat(input("")).isEmpty();
  }

  private static List<String> input(Object messages) {
    return json(
        span("chat", "gen_ai.operation.name", "chat", "gen_ai.input.messages", messages)
            .map()
            .content()
            .input());
  }

  @Test
  @DisplayName(
      "Providers' blocks: tool results in a user's message are the tool's, images are uri or blob")
  void blocks() {
    assertThat(
            input(
                "[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"ok\"}]}]"))
        .containsExactly(
            "{\"parts\":[{\"id\":\"t1\",\"response\":\"ok\",\"type\":\"tool_call_response\"}],\"role\":\"tool\"}");
    assertThat(
            input(
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]"))
        .containsExactly(
            "{\"parts\":[{\"content\":\"AAAA\",\"mime_type\":\"image/png\",\"modality\":\"image\",\"type\":\"blob\"}],\"role\":\"user\"}");
    assertThat(input("[{\"role\":\"user\",\"parts\":[{\"type\":\"hologram\",\"x\":1}]}]"))
        .containsExactly("{\"parts\":[{\"type\":\"hologram\",\"x\":1}],\"role\":\"user\"}");
  }

  @Test
  @DisplayName("An event without a message takes nothing from the span")
  void emptyEvent() {
    Span span =
        span("chat", "gen_ai.operation.name", "chat", "gen_ai.usage.input_tokens", 5)
            .event("gen_ai.user.message", "messages", "[]")
            .event("gen_ai.choice", "message", "{\"role\":\"assistant\",\"content\":\"Hi\"}")
            .map();
    assertThat(span.call().usage()).isEqualTo(Usage.builder().input(5L).build());
    assertThat(span.content().input()).isEmpty();
    assertThat(json(span.content().output())).singleElement().asString().contains("Hi");
  }

  @Test
  @DisplayName("An attribute named events is a conversation only where it holds messages")
  void otherEvents() {
    String message = "[{\"event.name\":\"gen_ai.user.message\",\"content\":\"hi\"}]";
    assertThat(span("x", "events", "[{\"id\":7,\"kind\":\"click\"}]").map().content().isEmpty())
        .isTrue();
    assertThat(json(span("x", "events", message).map().content().input()))
        .singleElement()
        .asString()
        .contains("hi");
  }

  @Test
  @DisplayName("An answer and its repetition in the next call's history are the same message")
  void sameMessage() {
    Span first =
        span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.completion.0.role",
                "assistant",
                "gen_ai.completion.0.content",
                "Hi",
                "gen_ai.completion.0.finish_reason",
                "stop")
            .map();
    Span second =
        span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.input.messages",
                "[{\"parts\":[{\"content\":\"Hi\",\"type\":\"text\"}],\"role\":\"assistant\"}]")
            .map();
    assertThat(second.content().input()).isEqualTo(first.content().output());
  }

  @Test
  @DisplayName(
      "Failure: error.type, else the exception's type, else _OTHER; Micrometer's none is absent")
  void failure() {
    assertThat(span("x", "error.type", "429").error("slow down").map().failure())
        .isEqualTo(new Failure("429", "slow down"));
    assertThat(
            span("x", "error.type", "none")
                .error("")
                .event(
                    "exception",
                    "exception.type",
                    "java.io.IOException",
                    "exception.message",
                    "reset")
                .map()
                .failure())
        .isEqualTo(new Failure("java.io.IOException", "reset"));
    assertThat(span("x").error("").map().failure()).isEqualTo(new Failure("_OTHER", null));
    assertThat(span("x", "error.type", "none").map().failure()).isNull();
  }

  @Test
  @DisplayName("Failure: an error.type says it where nobody set the status, but not against an OK")
  void failureWithoutStatus() {
    assertThat(span("tools/call x", "error.type", "tool_error").map().failure())
        .isEqualTo(new Failure("tool_error", null));
    assertThat(span("x", "error.type", "tool_error").ok().map().failure()).isNull();
  }

  @Test
  @DisplayName("A count of tokens that no call can have is none, so that sums stay in range")
  void impossibleCounts() {
    assertThat(
            span(
                    "chat",
                    "gen_ai.operation.name",
                    "chat",
                    "gen_ai.usage.input_tokens",
                    9_000_000_000_000_000_000L,
                    "gen_ai.usage.output_tokens",
                    5)
                .map()
                .call()
                .usage())
        .isEqualTo(Usage.builder().output(5L).build());
  }

  @Test
  @DisplayName("Clock skew, milliseconds for seconds, and attributes as typed JSON")
  void values() {
    assertThat(span("x").times(2_000, 1_000).map().durationNanos()).isZero();
    assertThat(
            span("chat", "gen_ai.operation.name", "chat", "gen_ai.server.time_to_first_token", 812)
                .map()
                .call()
                .timeToFirstTokenNanos())
        .isEqualTo(812_000_000L);
    assertThat(
            span("x", "i", 1, "d", 1.0, "s", "t", "b", true, "l", List.of(1, "a"), "i", 2)
                .event("e", "k", 5)
                .map()
                .raw())
        .satisfies(
            raw -> {
              assertThat(raw.attributes())
                  .isEqualTo("{\"i\":1,\"d\":1.0,\"s\":\"t\",\"b\":true,\"l\":[1,\"a\"]}");
              assertThat(raw.events())
                  .isEqualTo(
                      "[{\"name\":\"e\",\"timeUnixNano\":2000000000,\"attributes\":{\"k\":5}}]");
            });
  }
}
