package dev.parley.server.dialect;

import dev.parley.server.wire.WireSpan;
import org.jspecify.annotations.Nullable;

/**
 * Gemini CLI's events. Counts are Gemini's: cached tokens within input, thoughts beside output,
 * what tools added to the prompt beside input.
 */
final class GeminiEvents implements EventVocabulary {
  private static final String AGENT = "gemini_cli";

  @Override
  public boolean recognises(LogEvent event) {
    return event.name().startsWith("gemini_cli.");
  }

  @Override
  public @Nullable WireSpan span(LogEvent event) {
    Attributes attributes = event.attributes();
    return switch (event.name()) {
      case "gemini_cli.user_prompt" ->
          open(event)
              .isPrompt(attributes.text("prompt_id"))
              .says("gen_ai.input.messages", "user", attributes.content("prompt"))
              .build();
      case "gemini_cli.api_response" -> response(event);
      case "gemini_cli.api_error" -> error(event);
      case "gemini_cli.tool_call" -> tool(event);
      default -> null;
    };
  }

  private static EventSpan open(LogEvent event) {
    Attributes attributes = event.attributes();
    String user = attributes.text("user.email");
    return new EventSpan(event, AGENT, attributes.text("session.id"), attributes.text("prompt_id"))
        .set("user.id", user != null ? user : attributes.text("installation.id"))
        .set("gen_ai.agent.name", attributes.text("agent_name"));
  }

  private static EventSpan call(LogEvent event) {
    Attributes attributes = event.attributes();
    return open(event)
        .tookMillis(Attributes.number(attributes.get("duration_ms")))
        .set("gen_ai.operation.name", "generate_content")
        .set("gen_ai.provider.name", "gcp.gemini")
        .set("gen_ai.request.model", attributes.text("model"));
  }

  private static WireSpan response(LogEvent event) {
    Attributes attributes = event.attributes();
    Long input = Attributes.count(attributes.get("input_token_count"));
    Long tools = Attributes.count(attributes.get("tool_token_count"));
    Long output = Attributes.count(attributes.get("output_token_count"));
    Long thoughts = Attributes.count(attributes.get("thoughts_token_count"));
    return call(event)
        .set("gen_ai.response.finish_reasons", attributes.content("finish_reasons"))
        .set("gen_ai.usage.input_tokens", plus(input, tools))
        .set(
            "gen_ai.usage.cache_read.input_tokens",
            Attributes.count(attributes.get("cached_content_token_count")))
        .set("gen_ai.usage.output_tokens", plus(output, thoughts))
        .set("gen_ai.usage.reasoning.output_tokens", thoughts)
        .says("gen_ai.output.messages", "assistant", attributes.content("response_text"))
        .build();
  }

  private static @Nullable Long plus(@Nullable Long count, @Nullable Long more) {
    return count == null || more == null ? count : Long.valueOf(count + more);
  }

  private static WireSpan error(LogEvent event) {
    Attributes attributes = event.attributes();
    String message = attributes.content("error.message");
    String type = attributes.text("error_type");
    return call(event)
        .failed(
            type != null ? type : attributes.text("status_code"),
            message != null ? message : attributes.content("error"))
        .build();
  }

  /** The decision is one of accept, auto_accept, modify and reject. */
  private static WireSpan tool(LogEvent event) {
    Attributes attributes = event.attributes();
    String decision = attributes.text("decision");
    EventSpan span =
        open(event)
            .id("tool", attributes.text("gen_ai.tool.call_id"))
            .tookMillis(Attributes.number(attributes.get("duration_ms")))
            .set("gen_ai.operation.name", "execute_tool")
            .set("gen_ai.tool.name", attributes.text("function_name"))
            .set("gen_ai.tool.call.id", attributes.text("gen_ai.tool.call_id"))
            .set("gen_ai.tool.call.arguments", attributes.content("function_args"));
    if (decision != null) {
      boolean approved = !decision.equals("reject");
      span.decided(approved, decision.startsWith("auto") ? "config" : "user");
    }
    if (attributes.has("success") && !attributes.isTrue("success")) {
      String message = attributes.content("error");
      span.failed(
          attributes.text("error_type"),
          message != null ? message : attributes.content("error.message"));
    }
    return span.build();
  }
}
