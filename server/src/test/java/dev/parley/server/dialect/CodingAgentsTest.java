package dev.parley.server.dialect;

import static dev.parley.server.dialect.Fixture.json;
import static dev.parley.server.dialect.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Failure;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Span;
import dev.parley.server.model.UsageRole;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Coding agents' log events")
class CodingAgentsTest {
  private static final String CLAUDE = "com.anthropic.claude_code.events";

  private static LogFixture claudeRequest() {
    return log(
            "event.name", "api_request",
            "model", "claude-sonnet-4-5",
            "cost_usd", "0.012",
            "duration_ms", "2300",
            "input_tokens", "12",
            "output_tokens", "340",
            "cache_read_tokens", "11034",
            "cache_creation_tokens", "210",
            "request_id", "req_1",
            "prompt.id", "p1",
            "session.id", "s1",
            "user.id", "u1",
            "event.sequence", 7)
        .scope(CLAUDE)
        .body("claude_code.api_request");
  }

  @Test
  @DisplayName("ING-01: Claude Code's api_request is a call with disjoint tokens, cost and session")
  void claudeCall() {
    Span span = claudeRequest().span();

    assertThat(span.kind()).isEqualTo(Kind.MODEL_CALL);
    assertThat(span.call().role()).isEqualTo(UsageRole.OWN);
    assertThat(span.call().provider()).isEqualTo("anthropic");
    assertThat(span.call().requestModel()).isEqualTo("claude-sonnet-4-5");
    assertThat(span.call().responseId()).isEqualTo("req_1");
    Usage usage = span.call().usage();
    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(12);
    assertThat(usage.get(TokenBucket.CACHE_READ)).isEqualTo(11034);
    assertThat(usage.get(TokenBucket.CACHE_WRITE)).isEqualTo(210);
    assertThat(usage.get(TokenBucket.OUTPUT)).isEqualTo(340);
    assertThat(span.call().cost())
        .isEqualTo(new ReportedCost(new BigDecimal("0.012"), ReportedCost.Source.ESTIMATED));
    assertThat(span.identity().conversationId()).isEqualTo("s1");
    assertThat(span.identity().userId()).isEqualTo("u1");
    assertThat(span.durationNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2300));
    assertThat(span.startNanos() + span.durationNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(100));
    assertThat(span.raw().attributes())
        .contains("\"parley.span.source\":\"log\"", "\"event.sequence\":7");
  }

  @Test
  @DisplayName("An event sent again is the same span; another request is another")
  void ids() {
    Span span = claudeRequest().span();
    assertThat(claudeRequest().span()).isEqualTo(span);
    assertThat(claudeRequest().at(5).span().key()).isEqualTo(span.key());

    Span other =
        log("event.name", "api_request", "request_id", "req_2", "session.id", "s1")
            .scope(CLAUDE)
            .span();
    assertThat(other.key().spanId()).isNotEqualTo(span.key().spanId());
    Span elsewhere =
        log("event.name", "api_request", "request_id", "req_1", "session.id", "s2")
            .scope(CLAUDE)
            .span();
    assertThat(elsewhere.key().spanId()).isNotEqualTo(span.key().spanId());
  }

  @Test
  @DisplayName("A prompt is the parent of what happened because of it, and says what was asked")
  void claudePrompt() {
    Span prompt =
        log(
                "event.name",
                "user_prompt",
                "prompt",
                "Fix the test",
                "prompt.id",
                "p1",
                "session.id",
                "s1")
            .scope(CLAUDE)
            .span();
    Span call = claudeRequest().span();

    assertThat(prompt.kind()).isEqualTo(Kind.AGENT);
    assertThat(prompt.parentSpanId()).isNull();
    assertThat(json(prompt.content().input()))
        .containsExactly(
            "{\"parts\":[{\"content\":\"Fix the test\",\"type\":\"text\"}],\"role\":\"user\"}");
    assertThat(call.parentSpanId()).isEqualTo(prompt.key().spanId());
    assertThat(call.key().traceId()).isEqualTo(prompt.key().traceId());

    Span withheld =
        log("event.name", "user_prompt", "prompt", "<REDACTED>", "session.id", "s1")
            .scope(CLAUDE)
            .span();
    assertThat(withheld.content().isEmpty()).isTrue();
  }

  @Test
  @DisplayName("Claude Code's failed request is a failed call without tokens")
  void claudeError() {
    Span span =
        log(
                "event.name", "api_error",
                "model", "claude-sonnet-4-5",
                "error", "Overloaded",
                "status_code", "529",
                "attempt", "3",
                "session.id", "s1")
            .scope(CLAUDE)
            .span();
    assertThat(span.kind()).isEqualTo(Kind.MODEL_CALL);
    assertThat(span.failure()).isEqualTo(new Failure("529", "Overloaded"));
    assertThat(span.call().usage()).isNull();
  }

  @Test
  @DisplayName("Claude Code's tool has name, id, duration, outcome and who approved it")
  void claudeTool() {
    Span span =
        log(
                "event.name", "tool_result",
                "tool_name", "Bash",
                "tool_use_id", "toolu_1",
                "success", "false",
                "duration_ms", "150",
                "error_type", "ShellError",
                "tool_parameters", "{\"command\":\"ls\"}",
                "decision_type", "accept",
                "decision_source", "user_temporary",
                "session.id", "s1")
            .scope(CLAUDE)
            .span();
    assertThat(span.kind()).isEqualTo(Kind.TOOL_CALL);
    assertThat(span.tool().name()).isEqualTo("Bash");
    assertThat(span.tool().callId()).isEqualTo("toolu_1");
    assertThat(span.tool().arguments()).isEqualTo("{\"command\":\"ls\"}");
    assertThat(span.failure().type()).isEqualTo("ShellError");
    assertThat(span.durationNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(150));
    assertThat(span.raw().attributes())
        .contains(
            "\"parley.tool.approval\":\"approved\"",
            "\"parley.tool.approval.by\":\"user_temporary\"");
  }

  @Test
  @DisplayName("A refused tool is a tool call that nobody else tells of; an approval is its child")
  void decisions() {
    Span refused =
        log(
                "event.name", "tool_decision",
                "tool_name", "Bash",
                "tool_use_id", "toolu_2",
                "decision", "reject",
                "source", "user_reject",
                "session.id", "s1")
            .scope(CLAUDE)
            .span();
    assertThat(refused.kind()).isEqualTo(Kind.TOOL_CALL);
    assertThat(refused.raw().attributes()).contains("\"parley.tool.approval\":\"refused\"");

    Span approval =
        codex("codex.tool_decision", "tool_name", "shell", "call_id", "c1", "decision", "approved")
            .span();
    Span run =
        codex("codex.tool_result", "tool_name", "shell", "call_id", "c1", "success", "true").span();
    assertThat(approval.kind()).isEqualTo(Kind.STEP);
    assertThat(approval.tool()).isNull();
    assertThat(approval.parentSpanId()).isEqualTo(run.key().spanId());
    assertThat(approval.key()).isNotEqualTo(run.key());
    assertThat(run.failure()).isNull();
  }

  private static LogFixture codex(String event, Object... attributes) {
    Object[] all = new Object[attributes.length + 4];
    System.arraycopy(attributes, 0, all, 0, attributes.length);
    all[attributes.length] = "event.name";
    all[attributes.length + 1] = event;
    all[attributes.length + 2] = "conversation.id";
    all[attributes.length + 3] = "conv1";
    return log(all).name("event core/src/telemetry.rs:123");
  }

  @Test
  @DisplayName("Codex counts a call at the end of its stream, an attempt only when it failed")
  void codexCall() {
    Span span =
        codex(
                "codex.sse_event",
                "event.kind",
                "response.completed",
                "model",
                "gpt-5-codex",
                "input_token_count",
                "1000",
                "output_token_count",
                "200",
                "cached_token_count",
                "800",
                "reasoning_token_count",
                "64",
                "tool_token_count",
                "1200")
            .span();
    Usage usage = span.call().usage();
    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(200);
    assertThat(usage.get(TokenBucket.CACHE_READ)).isEqualTo(800);
    assertThat(usage.get(TokenBucket.OUTPUT)).isEqualTo(136);
    assertThat(usage.get(TokenBucket.REASONING)).isEqualTo(64);
    assertThat(span.identity().conversationId()).isEqualTo("conv1");

    assertThat(codex("codex.sse_event", "event.kind", "response.created").spans()).isEmpty();
    assertThat(codex("codex.api_request", "http.response.status_code", "200").spans()).isEmpty();
    Span failed =
        codex("codex.api_request", "http.response.status_code", "429", "error.message", "slow down")
            .span();
    assertThat(failed.kind()).isEqualTo(Kind.MODEL_CALL);
    assertThat(failed.failure()).isEqualTo(new Failure("429", "slow down"));
  }

  @Test
  @DisplayName(
      "Vector 2: Gemini CLI's input 100 (60 cached), output 20, thoughts 30 are 40, 60, 20 and 30")
  void geminiCall() {
    Span span =
        log(
                "event.name", "gemini_cli.api_response",
                "model", "gemini-2.5-pro",
                "status_code", 200,
                "duration_ms", 900,
                "input_token_count", 100,
                "output_token_count", 20,
                "cached_content_token_count", 60,
                "thoughts_token_count", 30,
                "tool_token_count", 0,
                "total_token_count", 150,
                "response_text", "Done.",
                "prompt_id", "s1########1",
                "session.id", "s1")
            .span();
    Usage usage = span.call().usage();
    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(40);
    assertThat(usage.get(TokenBucket.CACHE_READ)).isEqualTo(60);
    assertThat(usage.get(TokenBucket.OUTPUT)).isEqualTo(20);
    assertThat(usage.get(TokenBucket.REASONING)).isEqualTo(30);
    assertThat(span.call().provider()).isEqualTo("gcp.gemini");
    assertThat(json(span.content().output()))
        .containsExactly(
            "{\"parts\":[{\"content\":\"Done.\",\"type\":\"text\"}],\"role\":\"assistant\"}");

    Span tool =
        log(
                "event.name", "gemini_cli.tool_call",
                "function_name", "write_file",
                "function_args", "{\"path\":\"a\"}",
                "duration_ms", 12,
                "success", true,
                "decision", "auto_accept",
                "session.id", "s1")
            .span();
    assertThat(tool.tool().name()).isEqualTo("write_file");
    assertThat(tool.failure()).isNull();
    assertThat(tool.raw().attributes())
        .contains(
            "\"parley.tool.approval\":\"approved\"", "\"parley.tool.approval.by\":\"config\"");
  }

  @Test
  @DisplayName("An event in a trace stays in it, below the span that it was written in")
  void context() {
    Span span = claudeRequest().in("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174").span();
    assertThat(span.key().traceId()).isEqualTo("5b8efff798038103d269b633813fc60c");
    assertThat(span.parentSpanId()).isEqualTo("eee19b7ec3c1b174");
  }

  @Test
  @DisplayName("Every event stays a log record; those that stand for nothing are only that")
  void records() {
    assertThat(claudeRequest().map().eventName()).isEqualTo("api_request");
    assertThat(log("event.name", "permission_mode_changed").scope(CLAUDE).spans()).isEmpty();
    assertThat(log("event.name", "api_request").spans()).isEmpty();
    assertThat(log().body("codex.conversation_starts").map().eventName())
        .isEqualTo("codex.conversation_starts");
  }
}
