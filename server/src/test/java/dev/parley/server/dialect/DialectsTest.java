package dev.parley.server.dialect;

import static dev.parley.server.dialect.Fixture.json;
import static dev.parley.server.dialect.Fixture.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Span;
import dev.parley.server.model.UsageRole;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One span of each form as its emitter writes it, and the canonical span that it becomes. */
class DialectsTest {
  private static final String USER =
      "{\"parts\":[{\"content\":\"Weather in Paris?\",\"type\":\"text\"}],\"role\":\"user\"}";
  private static final String CALL =
      "{\"parts\":[{\"arguments\":{\"city\":\"Paris\"},\"id\":\"call_1\",\"name\":\"get_weather\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}";
  private static final String RESULT =
      "{\"parts\":[{\"id\":\"call_1\",\"response\":\"rainy\",\"type\":\"tool_call_response\"}],\"role\":\"tool\"}";
  private static final String ANSWER =
      "{\"parts\":[{\"content\":\"Rainy.\",\"type\":\"text\"}],\"role\":\"assistant\"}";

  @Test
  @DisplayName(
      "The current conventions: disjoint usage, messages without finish reason, everything")
  void semconv() {
    Span span =
        span(
                "chat gpt-4o",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "openai",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.response.model",
                "gpt-4o-2024-08-06",
                "gen_ai.response.id",
                "chatcmpl-abc",
                "gen_ai.conversation.id",
                "conv_5j66",
                "gen_ai.response.time_to_first_chunk",
                0.412,
                "gen_ai.response.finish_reasons",
                List.of("tool_calls"),
                "gen_ai.usage.input_tokens",
                1200,
                "gen_ai.usage.cache_read.input_tokens",
                1024,
                "gen_ai.usage.output_tokens",
                180,
                "gen_ai.usage.reasoning.output_tokens",
                64,
                "openai.response.service_tier",
                "flex",
                "gen_ai.system_instructions",
                "[{\"type\":\"text\",\"content\":\"You are a bot\"}]",
                "gen_ai.input.messages",
                "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Weather in"
                    + " Paris?\"}]},"
                    + CALL
                    + ","
                    + RESULT.replace("\"response\"", "\"result\"")
                    + "]",
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"finish_reason\":\"stop\",\"parts\":[{\"type\":\"text\",\"content\":\"Rainy.\"}]}]")
            .map();

    assertThat(span.dialect()).isEqualTo(Dialect.SEMCONV);
    assertThat(span.kind()).isEqualTo(Kind.MODEL_CALL);
    assertThat(span.operation()).isEqualTo("chat");
    assertThat(span.call().provider()).isEqualTo("openai");
    assertThat(span.call().requestModel()).isEqualTo("gpt-4o");
    assertThat(span.call().responseModel()).isEqualTo("gpt-4o-2024-08-06");
    assertThat(span.call().responseId()).isEqualTo("chatcmpl-abc");
    assertThat(span.call().serviceTier()).isEqualTo("flex");
    assertThat(span.call().timeToFirstTokenNanos()).isEqualTo(412_000_000L);
    assertThat(span.call().finishReasons()).containsExactly("tool_call");
    assertThat(span.call().role()).isEqualTo(UsageRole.OWN);
    Usage usage = span.call().usage();
    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(176);
    assertThat(usage.get(TokenBucket.CACHE_READ)).isEqualTo(1024);
    assertThat(usage.get(TokenBucket.OUTPUT)).isEqualTo(116);
    assertThat(usage.get(TokenBucket.REASONING)).isEqualTo(64);
    assertThat(span.identity().conversationId()).isEqualTo("conv_5j66");
    assertThat(json(span.content().system()))
        .containsExactly(
            "{\"parts\":[{\"content\":\"You are a bot\",\"type\":\"text\"}],\"role\":\"system\"}");
    assertThat(json(span.content().input())).containsExactly(USER, CALL, RESULT);
    assertThat(json(span.content().output())).containsExactly(ANSWER);
  }

  @Test
  @DisplayName(
      "The conventions down to 1.27: gen_ai.system, prompt_tokens, prompt and completion events")
  void deprecatedSemconv() {
    Span span =
        span(
                "chat gpt-4",
                "gen_ai.system",
                "az.ai.openai",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.request.model",
                "gpt-4",
                "gen_ai.usage.prompt_tokens",
                "57.0",
                "gen_ai.usage.completion_tokens",
                9.0)
            .event(
                "gen_ai.content.prompt",
                "gen_ai.prompt",
                "[{\"role\":\"user\",\"content\":\"Weather in Paris?\"}]")
            .event(
                "gen_ai.content.completion",
                "gen_ai.completion",
                "[{\"role\":\"assistant\",\"content\":\"Rainy.\"}]")
            .map();

    assertThat(span.call().provider()).isEqualTo("azure.ai.openai");
    assertThat(span.call().usage().inputTotal()).isEqualTo(57);
    assertThat(span.call().usage().outputTotal()).isEqualTo(9);
    assertThat(json(span.content().input())).containsExactly(USER);
    assertThat(json(span.content().output())).containsExactly(ANSWER);
  }

  @Test
  @DisplayName("Message events on the span become messages, tool calls and results included")
  void messageEvents() {
    Span span =
        span("chat", "gen_ai.operation.name", "chat", "gen_ai.request.model", "m")
            .event("gen_ai.system.message", "content", "You are a bot", "gen_ai.system", "openai")
            .event("gen_ai.user.message", "content", "Weather in Paris?")
            .event(
                "gen_ai.assistant.message",
                "tool_calls",
                "[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"{"
                    + " \\\"city\\\" : \\\"Paris\\\" }\"}}]")
            .event("gen_ai.tool.message", "id", "call_1", "content", "rainy")
            .event(
                "gen_ai.choice",
                "index",
                0,
                "finish_reason",
                "end_turn",
                "message",
                "{\"role\":\"assistant\",\"content\":\"Rainy.\"}")
            .map();

    assertThat(json(span.content().input()).subList(1, 4)).containsExactly(USER, CALL, RESULT);
    assertThat(json(span.content().output())).containsExactly(ANSWER);
    assertThat(span.call().finishReasons()).containsExactly("stop");
  }

  @Test
  @DisplayName(
      "last9: workflow, turn, user, category, estimated cost; cumulative events are not repeated")
  void last9() {
    Span span =
        span(
                "llm",
                "gen_ai.l9.span.kind",
                "llm",
                "gen_ai.operation.name",
                "chat.completions",
                "gen_ai.provider.name",
                "openai",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.usage.input_tokens",
                10,
                "gen_ai.usage.output_tokens",
                5,
                "gen_ai.usage.cost_usd",
                0.0001,
                "gen_ai.conversation.id",
                "c",
                "gen_ai.conversation.turn_number",
                2,
                "workflow.id",
                "w1",
                "workflow.type",
                "rag",
                "workflow.user_id",
                "u",
                "workflow.total_cost_usd",
                0.01,
                "user.category",
                "refund",
                "gen_ai.prompt.version",
                "7",
                "gen_ai.completion.length",
                120,
                "gen_ai.response.finish_reasons",
                "stop",
                "gen_ai.tool.name",
                "get_weather")
            .event(
                "gen_ai.content.prompt",
                "content",
                "[{\"role\":\"system\",\"content\":\"Be brief\"}]")
            .event(
                "gen_ai.content.prompt",
                "content",
                "[{\"role\":\"system\",\"content\":\"Be"
                    + " brief\"},{\"role\":\"user\",\"content\":\"Weather in Paris?\"}]")
            .event(
                "gen_ai.tool.call",
                "tool_call.index",
                0,
                "tool_call.id",
                "call_1",
                "tool_call.type",
                "function",
                "tool_call.function.name",
                "get_weather",
                "tool_call.function.arguments",
                "{\"city\":\"Paris\"}")
            .map();

    assertThat(span.dialect()).isEqualTo(Dialect.LAST9);
    assertThat(span.kind()).isEqualTo(Kind.MODEL_CALL);
    assertThat(span.tool()).isNull();
    assertThat(span.call().cost().source()).isEqualTo(ReportedCost.Source.ESTIMATED);
    assertThat(span.call().cost().total()).isEqualByComparingTo("0.0001");
    assertThat(span.call().finishReasons()).containsExactly("stop");
    assertThat(span.identity().conversationId()).isEqualTo("c");
    assertThat(span.identity().turn()).isEqualTo(2);
    assertThat(span.identity().turnAutomatic()).isFalse();
    assertThat(span.identity().userId()).isEqualTo("u");
    assertThat(span.identity().workflowId()).isEqualTo("w1");
    assertThat(span.identity().workflowType()).isEqualTo("rag");
    assertThat(span.identity().category()).isEqualTo("refund");
    assertThat(json(span.content().input())).hasSize(2).last().isEqualTo(USER);
    assertThat(json(span.content().output())).containsExactly(CALL);
  }

  @Test
  @DisplayName(
      "llm-tracekit: flattened messages with gaps, exploded tool calls, its own identity keys")
  void tracekit() {
    Span span =
        span(
                "chat gpt-4o",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.system",
                "openai",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.request.user",
                "u7",
                "gen_ai.openai.request.conversation_id",
                "thread-1",
                "gen_ai.request.tools.0.function.name",
                "get_weather",
                "gen_ai.prompt.version",
                "3",
                "gen_ai.prompt.2147483647999.role",
                "user",
                "gen_ai.prompt.0.role",
                "user",
                "gen_ai.prompt.0.content",
                "Weather in Paris?",
                "gen_ai.prompt.10.role",
                "tool",
                "gen_ai.prompt.10.content",
                "rainy",
                "gen_ai.prompt.10.tool_call_id",
                "call_1",
                "gen_ai.prompt.2.role",
                "assistant",
                "gen_ai.prompt.2.tool_calls.0.id",
                "call_1",
                "gen_ai.prompt.2.tool_calls.0.type",
                "function",
                "gen_ai.prompt.2.tool_calls.0.function.name",
                "get_weather",
                "gen_ai.prompt.2.tool_calls.0.function.arguments",
                "{\"city\": \"Paris\"}",
                "gen_ai.completion.0.role",
                "assistant",
                "gen_ai.completion.0.content",
                "Rainy.",
                "gen_ai.completion.0.finish_reason",
                "stop")
            .scope("llm_tracekit.openai.instrumentor")
            .map();

    assertThat(span.dialect()).isEqualTo(Dialect.TRACEKIT);
    assertThat(span.identity().conversationId()).isEqualTo("thread-1");
    assertThat(span.identity().userId()).isEqualTo("u7");
    assertThat(span.call().finishReasons()).containsExactly("stop");
    assertThat(json(span.content().input())).containsExactly(USER, CALL, RESULT);
    assertThat(json(span.content().output())).containsExactly(ANSWER);
  }

  @Test
  @DisplayName(
      "The log bridge's flattened form: tool_calls as one JSON text, tool_call.id with a dot")
  void logBridge() {
    Span span =
        span(
                "chat",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.request.model",
                "m",
                "gen_ai.prompt",
                "[{\"role\":\"user\",\"content\":\"Weath...[truncated]",
                "gen_ai.prompt.0.role",
                "user",
                "gen_ai.prompt.0.content",
                "Weather in Paris?",
                "gen_ai.prompt.1.role",
                "assistant",
                "gen_ai.prompt.1.tool_calls",
                "[{\"id\":\"call_1\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}]",
                "gen_ai.prompt.2.role",
                "tool",
                "gen_ai.prompt.2.content",
                "rainy",
                "gen_ai.prompt.2.tool_call.id",
                "call_1")
            .map();
    assertThat(json(span.content().input())).containsExactly(USER, CALL, RESULT);
  }

  @Test
  @DisplayName(
      "Parley's SDK: automatic turns are marked, a wrapper is a duplicate, cost is an estimate")
  void parley() {
    Span span =
        span(
                "answer",
                "gen_ai.l9.span.kind",
                "llm",
                "parley.usage.role",
                "wrapper",
                "gen_ai.conversation.id",
                "c",
                "gen_ai.conversation.turn_number",
                3,
                "parley.turn.automatic",
                true)
            .scope("dev.parley.sdk")
            .map();
    assertThat(span.dialect()).isEqualTo(Dialect.PARLEY);
    assertThat(span.call().role()).isEqualTo(UsageRole.DUPLICATE);
    assertThat(span.identity().turn()).isEqualTo(3);
    assertThat(span.identity().turnAutomatic()).isTrue();
  }

  @Test
  @DisplayName("A tool's run has name, call id, arguments and result, by attributes or by events")
  void tools() {
    Span attributes =
        span(
                "execute_tool search",
                "gen_ai.operation.name",
                "execute_tool",
                "gen_ai.tool.name",
                "search",
                "gen_ai.tool.call.id",
                "call_9",
                "gen_ai.tool.call.arguments",
                "{\"q\":\"x\"}",
                "gen_ai.tool.call.result",
                "none")
            .map();
    assertThat(attributes.kind()).isEqualTo(Kind.TOOL_CALL);
    assertThat(attributes.tool())
        .isEqualTo(new dev.parley.server.model.Tool("search", "call_9", "{\"q\":\"x\"}", "none"));
    Span events =
        span("tool", "gen_ai.l9.span.kind", "tool")
            .event(
                "gen_ai.tool.call",
                "gen_ai.tool.name",
                "search",
                "gen_ai.function.call.arguments",
                "{}")
            .event(
                "gen_ai.tool.result",
                "gen_ai.tool.name",
                "search",
                "gen_ai.function.call.result",
                "42")
            .map();
    assertThat(events.tool())
        .isEqualTo(new dev.parley.server.model.Tool("search", null, "{}", "42"));
    assertThat(events.call().role()).isEqualTo(UsageRole.NONE);
  }

  @Test
  @DisplayName(
      "Usage of agents, workflows and steps is an aggregate; HTTP and database spans ask no model")
  void roles() {
    assertThat(
            span(
                    "invoke_agent a",
                    "gen_ai.operation.name",
                    "invoke_agent",
                    "gen_ai.usage.input_tokens",
                    5,
                    "gen_ai.usage.output_tokens",
                    5)
                .map()
                .call()
                .role())
        .isEqualTo(UsageRole.AGGREGATE);
    Span http = span("GET /ask", "http.request.method", "GET", "gen_ai.conversation.id", "c").map();
    assertThat(http.kind()).isEqualTo(Kind.HTTP);
    assertThat(http.call().role()).isEqualTo(UsageRole.NONE);
    assertThat(http.identity().conversationId()).isEqualTo("c");
    assertThat(
            span("SELECT", "db.system.name", "postgresql", "gen_ai.agent.name", "triage")
                .map()
                .kind())
        .isEqualTo(Kind.DB);
    assertThat(span("work").map().dialect()).isEqualTo(Dialect.NONE);
    assertThat(span("RAG", "gen_ai.l9.span.kind", "chain").map().kind()).isEqualTo(Kind.STEP);
    assertThat(
            span("e", "gen_ai.l9.span.kind", "llm", "gen_ai.operation.name", "embeddings")
                .map()
                .kind())
        .isEqualTo(Kind.EMBEDDING);
  }
}
