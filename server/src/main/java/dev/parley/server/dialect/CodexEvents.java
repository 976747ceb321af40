package dev.parley.server.dialect;

import dev.parley.server.wire.WireSpan;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Codex's events. A call's tokens come with the end of its stream; an API request is an attempt and
 * becomes a call only when it failed. Counts are OpenAI's: cached tokens within input, reasoning
 * within output; what it calls the tools' tokens is the total.
 */
final class CodexEvents implements EventVocabulary {
  private static final String AGENT = "codex";
  private static final Set<String> REFUSALS =
      Set.of("denied", "abort", "aborted", "rejected", "timed_out", "timedout");

  @Override
  public boolean recognises(LogEvent event) {
    return event.name().startsWith("codex.");
  }

  @Override
  public @Nullable WireSpan span(LogEvent event) {
    return switch (event.name()) {
      case "codex.user_prompt" ->
          open(event)
              .isPrompt(null)
              .says("gen_ai.input.messages", "user", event.attributes().content("prompt"))
              .build();
      case "codex.sse_event" -> stream(event);
      case "codex.api_request" -> attempt(event);
      case "codex.tool_result" -> tool(event);
      case "codex.tool_decision" -> decision(event);
      default -> null;
    };
  }

  private static EventSpan open(LogEvent event) {
    Attributes attributes = event.attributes();
    String user = attributes.text("user.account_id");
    return new EventSpan(event, AGENT, attributes.text("conversation.id"), null)
        .set("user.id", user != null ? user : attributes.text("user.email"));
  }

  private static EventSpan call(LogEvent event) {
    Attributes attributes = event.attributes();
    String provider = attributes.text("provider_name");
    String model = attributes.text("model");
    return open(event)
        .tookMillis(Attributes.number(attributes.get("duration_ms")))
        .set("gen_ai.operation.name", "chat")
        .set("gen_ai.provider.name", provider != null ? provider : "openai")
        .set("gen_ai.request.model", model != null ? model : attributes.text("slug"));
  }

  private static @Nullable WireSpan stream(LogEvent event) {
    Attributes attributes = event.attributes();
    String kind = attributes.text("event.kind");
    if ("response.completed".equals(kind) && attributes.has("input_token_count")) {
      return call(event)
          .set("gen_ai.usage.input_tokens", Attributes.count(attributes.get("input_token_count")))
          .set(
              "gen_ai.usage.cache_read.input_tokens",
              Attributes.count(attributes.get("cached_token_count")))
          .set("gen_ai.usage.output_tokens", Attributes.count(attributes.get("output_token_count")))
          .set(
              "gen_ai.usage.reasoning.output_tokens",
              Attributes.count(attributes.get("reasoning_token_count")))
          .set("gen_ai.usage.total_tokens", Attributes.count(attributes.get("tool_token_count")))
          .build();
    }
    String error = attributes.content("error.message");
    return error == null && !"response.failed".equals(kind)
        ? null
        : call(event).failed(kind, error).build();
  }

  private static @Nullable WireSpan attempt(LogEvent event) {
    Attributes attributes = event.attributes();
    Long status = Attributes.count(attributes.get("http.response.status_code"));
    String error = attributes.content("error.message");
    boolean failed = error != null || (status != null && status >= 400);
    return failed
        ? call(event).failed(status == null ? null : status.toString(), error).build()
        : null;
  }

  private static EventSpan toolSpan(LogEvent event) {
    Attributes attributes = event.attributes();
    return open(event)
        .set("gen_ai.tool.name", attributes.text("tool_name"))
        .set("gen_ai.tool.call.id", attributes.text("call_id"));
  }

  private static WireSpan tool(LogEvent event) {
    Attributes attributes = event.attributes();
    EventSpan span =
        toolSpan(event)
            .id("tool", attributes.text("call_id"))
            .tookMillis(Attributes.number(attributes.get("duration_ms")))
            .set("gen_ai.operation.name", "execute_tool")
            .set("gen_ai.tool.call.arguments", attributes.content("arguments"))
            .set("gen_ai.tool.call.result", attributes.content("output"));
    if (attributes.has("success") && !attributes.isTrue("success")) {
      span.failed(null, attributes.content("error.message"));
    }
    return span.build();
  }

  private static WireSpan decision(LogEvent event) {
    Attributes attributes = event.attributes();
    String decision = attributes.text("decision");
    String call = attributes.text("call_id");
    String by = attributes.text("source");
    boolean refused = decision != null && REFUSALS.contains(decision);
    EventSpan span = toolSpan(event).decided(!refused, by);
    return (refused
            ? span.id("tool", call).set("gen_ai.operation.name", "execute_tool")
            : span.id("decision", call)
                .below("tool", call)
                .set("gen_ai.operation.name", EventSpan.DECISION))
        .build();
  }
}
