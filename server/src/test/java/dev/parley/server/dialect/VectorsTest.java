package dev.parley.server.dialect;

import static dev.parley.server.dialect.Fixture.json;
import static dev.parley.server.dialect.Fixture.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Span;
import dev.parley.server.model.UsageRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The vectors of one span. Those of whole traces are in {@code StandingsTest}, of content in log
 * records in {@code ContentJoinTest}, of metrics in {@code ReportedFoldTest}, of prices in {@code
 * PriceViewTest}.
 */
@DisplayName("Numbers and words of emitters that others are known to misread")
class VectorsTest {
  private static final String ANTHROPIC_OTEL = "opentelemetry.instrumentation.anthropic";
  private static final String BEDROCK = "io.opentelemetry.aws-sdk-2.2";

  private static Span chat(String scope, Object... attributes) {
    List<Object> all = new ArrayList<>(List.of("gen_ai.operation.name", "chat"));
    all.addAll(Arrays.asList(attributes));
    return span("chat", all.toArray()).scope(scope).map();
  }

  private static Usage usage(Span span) {
    return Objects.requireNonNull(span.call().usage());
  }

  private static Usage written(String scope, String model, int input, Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("gen_ai.request.model", model, "gen_ai.usage.input_tokens", input));
    all.addAll(Arrays.asList(more));
    return usage(chat(scope, all.toArray()));
  }

  @Test
  @DisplayName("Vector 1: of 1715 inclusive and of 3 exclusive, 3 are neither read nor written")
  void cacheWrites() {
    Usage inclusive =
        written(
            ANTHROPIC_OTEL,
            "claude-sonnet-4",
            1715,
            "gen_ai.provider.name",
            "anthropic",
            "gen_ai.usage.cache_creation.input_tokens",
            1712,
            "gen_ai.usage.output_tokens",
            227);
    assertThat(inclusive.get(TokenBucket.INPUT)).isEqualTo(3);
    assertThat(inclusive.cacheWriteTotal()).isEqualTo(1712);
    assertThat(inclusive.inputTotal()).isEqualTo(1715);
    for (String scope : List.of("org.springframework.boot", "openlit")) {
      Usage exclusive =
          written(
              scope,
              "claude-sonnet-4",
              3,
              "gen_ai.system",
              "anthropic",
              "gen_ai.usage.cache_creation.input_tokens",
              1712,
              "gen_ai.usage.output_tokens",
              227);
      assertThat(exclusive.get(TokenBucket.INPUT)).as(scope).isEqualTo(3);
      assertThat(exclusive.inputTotal()).as(scope).isEqualTo(1715);
    }
    Usage converse =
        written(
            BEDROCK,
            "anthropic.claude-sonnet-4-20250514-v1:0",
            3,
            "gen_ai.system",
            "aws.bedrock",
            "gen_ai.usage.cache_write.input_tokens",
            1712,
            "gen_ai.usage.output_tokens",
            227,
            "gen_ai.usage.total_tokens",
            1942);
    assertThat(converse.get(TokenBucket.INPUT)).isEqualTo(3);
    Usage stream =
        written(
            BEDROCK,
            "openai.gpt-oss-120b-1:0",
            4995,
            "gen_ai.system",
            "aws.bedrock",
            "gen_ai.usage.cache_write.input_tokens",
            4993,
            "gen_ai.usage.output_tokens",
            17,
            "gen_ai.usage.total_tokens",
            10_007);
    assertThat(stream.get(TokenBucket.INPUT)).isEqualTo(2);
  }

  @Test
  @DisplayName("Vector 2: of OpenAI's 1000, of which 800 are cached, 200 are not")
  void cacheReads() {
    Usage usage =
        written(
            "opentelemetry.instrumentation.openai_v2",
            "gpt-4o",
            1000,
            "gen_ai.provider.name",
            "openai",
            "gen_ai.usage.cache_read.input_tokens",
            800,
            "gen_ai.usage.output_tokens",
            5);
    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(200);
    assertThat(usage.get(TokenBucket.CACHE_READ)).isEqualTo(800);
  }

  @Test
  @DisplayName("Vector 8: Spring AI's numbers in texts, reasons as JSON text, none for nothing")
  void springTexts() {
    Span span =
        chat(
            "org.springframework.boot",
            "gen_ai.system",
            "openai",
            "gen_ai.request.model",
            "none",
            "gen_ai.response.model",
            "gpt-4o",
            "gen_ai.usage.input_tokens",
            "57",
            "gen_ai.usage.output_tokens",
            "9",
            "gen_ai.response.finish_reasons",
            "[\"STOP\"]",
            "error",
            "none");
    assertThat(span.call().requestModel()).isNull();
    assertThat(span.call().responseModel()).isEqualTo("gpt-4o");
    assertThat(usage(span).get(TokenBucket.INPUT)).isEqualTo(57);
    assertThat(usage(span).get(TokenBucket.OUTPUT)).isEqualTo(9);
    assertThat(span.call().finishReasons()).containsExactly("stop");
    assertThat(span.failure()).isNull();
  }

  @Test
  @DisplayName(
      "Vector 9: flattened messages with gaps and giant indices, beside a prompt's version")
  void flattened() {
    Span span =
        chat(
            "opentelemetry.instrumentation.openai.v1",
            "gen_ai.prompt.version",
            "3",
            "gen_ai.prompt.2147483647.role",
            "user",
            "gen_ai.prompt.2147483647.content",
            "last",
            "gen_ai.prompt.0.role",
            "system",
            "gen_ai.prompt.0.content",
            "Be brief.",
            "gen_ai.prompt.10.role",
            "assistant",
            "gen_ai.prompt.10.content",
            "third",
            "gen_ai.prompt.2.role",
            "user",
            "gen_ai.prompt.2.content",
            "second");
    List<String> said = new ArrayList<>(json(span.content().system()));
    said.addAll(json(span.content().input()));
    assertThat(said.stream().map(VectorsTest::text).filter(text -> !text.equals("last")))
        .containsExactly("Be brief.", "second", "third");
    assertThat(span.raw().attributes())
        .contains("\"gen_ai.prompt.version\":\"3\"", "\"gen_ai.prompt.2147483647.content\"");
  }

  /** Of the only part of a message. */
  private static String text(String message) {
    return message.replaceFirst(".*\"content\":\"", "").replaceFirst("\".*", "");
  }

  @Test
  @DisplayName("Vector 11: time to the first token in ms, s, as a point in time, in Vercel's key")
  void firstToken() {
    assertThat(firstTokenMillis("strands-agents", "gen_ai.server.time_to_first_token", 812))
        .isEqualTo(812);
    assertThat(firstTokenMillis("openlit", "gen_ai.server.time_to_first_token", 0.42))
        .isEqualTo(420);
    // The fixture's span starts at 1 s and takes 2 s.
    assertThat(
            firstTokenMillis(
                "langfuse-sdk",
                "langfuse.observation.type",
                "generation",
                "langfuse.observation.completion_start_time",
                "\"1970-01-01T00:00:01.250Z\""))
        .isEqualTo(250);
    assertThat(
            firstTokenMillis(
                "ai",
                "ai.operationId",
                "ai.streamText.doStream",
                "ai.response.msToFirstChunk",
                310))
        .isEqualTo(310);
  }

  private static long firstTokenMillis(String scope, Object... attributes) {
    Long nanos = chat(scope, attributes).call().timeToFirstTokenNanos();
    assertThat(nanos).as("%s %s", scope, List.of(attributes)).isNotNull();
    return Math.round(Objects.requireNonNull(nanos) / 1e6);
  }

  @Test
  @DisplayName(
      "Vector 13: cut, double-encoded and structured messages, unknown parts, a tool's result by"
          + " either name, a user's message that is the tool's")
  void messages() {
    assertThat(input("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Weath"))
        .singleElement()
        .asString()
        .contains("Weath");
    String hi = "{\"parts\":[{\"content\":\"hi\",\"type\":\"text\"}],\"role\":\"user\"}";
    assertThat(input("\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"hi\\\"}]\""))
        .containsExactly(hi);
    assertThat(
            input(
                List.of(
                    Fixture.map(
                        "role",
                        "user",
                        "parts",
                        List.of(Fixture.map("type", "text", "content", "hi"))))))
        .containsExactly(hi);
    assertThat(input("[{\"role\":\"user\",\"parts\":[{\"type\":\"hologram\",\"x\":1}]}]"))
        .containsExactly("{\"parts\":[{\"type\":\"hologram\",\"x\":1}],\"role\":\"user\"}");
    String result =
        "{\"parts\":[{\"id\":\"t1\",\"response\":\"ok\",\"type\":\"tool_call_response\"}],"
            + "\"role\":\"tool\"}";
    for (String name : List.of("result", "response")) {
      for (String role : List.of("user", "tool")) {
        assertThat(
                input(
                    "[{\"role\":\""
                        + role
                        + "\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"t1\",\""
                        + name
                        + "\":\"ok\"}]}]"))
            .as("%s of %s", name, role)
            .containsExactly(result);
      }
    }
  }

  private static List<String> input(Object messages) {
    return json(chat("", "gen_ai.input.messages", messages).content().input());
  }

  @Test
  @DisplayName("Vector 15: a pending span of Logfire is stored and is no call")
  void pending() {
    Span span =
        chat(
            "pydantic-ai",
            "logfire.span_type",
            "pending_span",
            "logfire.pending_parent_id",
            "0000000000000000",
            "gen_ai.request.model",
            "gpt-4o",
            "gen_ai.usage.input_tokens",
            10);
    assertThat(span.dialect()).isEqualTo(Dialect.PYDANTIC_AI);
    assertThat(span.kind()).isEqualTo(Kind.OTHER);
    assertThat(span.call().role()).isNotEqualTo(UsageRole.OWN);
  }
}
