package dev.parley.server.dialect;

import dev.parley.server.wire.WireSpan;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Claude Code's events. Its four token counts are disjoint, and its cost is its own estimate. A
 * prompt's events share {@code prompt.id}.
 */
final class ClaudeCodeEvents implements EventVocabulary {
  private static final String AGENT = "claude_code";

  @Override
  public boolean recognises(LogEvent event) {
    return event.scope().startsWith("com.anthropic.claude_code")
        || event.name().startsWith("claude_code.");
  }

  @Override
  public @Nullable WireSpan span(LogEvent event) {
    String name = event.name();
    return switch (name.startsWith("claude_code.") ? name.substring(12) : name) {
      case "user_prompt" -> prompt(event);
      case "api_request" -> request(event);
      case "api_error" -> error(event);
      case "tool_result" -> tool(event);
      case "tool_decision" -> decision(event);
      default -> null;
    };
  }

  private static EventSpan open(LogEvent event) {
    Attributes attributes = event.attributes();
    return new EventSpan(event, AGENT, attributes.text("session.id"), attributes.text("prompt.id"))
        .set("user.id", attributes.text("user.account_uuid"))
        .set("gen_ai.agent.id", attributes.text("agent_id"));
  }

  private static WireSpan prompt(LogEvent event) {
    return open(event)
        .isPrompt(event.attributes().text("prompt.id"))
        .says("gen_ai.input.messages", "user", event.attributes().content("prompt"))
        .build();
  }

  private static EventSpan call(LogEvent event) {
    Attributes attributes = event.attributes();
    return open(event)
        .tookMillis(Attributes.number(attributes.get("duration_ms")))
        .set("gen_ai.operation.name", "chat")
        .set("gen_ai.provider.name", "anthropic")
        .set("gen_ai.request.model", attributes.text("model"));
  }

  private static WireSpan request(LogEvent event) {
    Attributes attributes = event.attributes();
    String request = attributes.text("request_id");
    Long read = Attributes.count(attributes.get("cache_read_tokens"));
    Long write = Attributes.count(attributes.get("cache_creation_tokens"));
    Long input = Attributes.count(attributes.get("input_tokens"));
    return call(event)
        .id("request", request != null ? request : attributes.text("event.sequence"))
        .set("gen_ai.response.id", request)
        .set("gen_ai.usage.input_tokens", sum(input, read, write))
        .set("gen_ai.usage.cache_read.input_tokens", read)
        .set("gen_ai.usage.cache_write.input_tokens", write)
        .set("gen_ai.usage.output_tokens", Attributes.count(attributes.get("output_tokens")))
        .set("gen_ai.usage.cost", cost(attributes))
        .build();
  }

  /** Null when the first is unknown. */
  private static @Nullable Long sum(@Nullable Long input, @Nullable Long... more) {
    if (input == null) {
      return null;
    }
    long sum = input;
    for (Long each : more) {
      sum += each == null ? 0 : each;
    }
    return sum;
  }

  private static @Nullable String cost(Attributes attributes) {
    BigDecimal dollars = Attributes.number(attributes.get("cost_usd"));
    if (dollars == null) {
      BigDecimal micros = Attributes.number(attributes.get("cost_usd_micros"));
      dollars = micros == null ? null : micros.movePointLeft(6);
    }
    return dollars == null ? null : dollars.toString();
  }

  private static WireSpan error(LogEvent event) {
    Attributes attributes = event.attributes();
    String request = attributes.text("request_id");
    String attempt = attributes.text("attempt");
    return call(event)
        .id("error", request == null ? null : request + '#' + attempt)
        .set("gen_ai.response.id", request)
        .failed(attributes.text("status_code"), attributes.content("error"))
        .build();
  }

  private static EventSpan toolSpan(LogEvent event) {
    Attributes attributes = event.attributes();
    return open(event)
        .set("gen_ai.tool.name", attributes.text("tool_name"))
        .set("gen_ai.tool.call.id", attributes.text("tool_use_id"));
  }

  private static WireSpan tool(LogEvent event) {
    Attributes attributes = event.attributes();
    String arguments = attributes.content("tool_input");
    EventSpan span =
        toolSpan(event)
            .id("tool", attributes.text("tool_use_id"))
            .tookMillis(Attributes.number(attributes.get("duration_ms")))
            .set("gen_ai.operation.name", "execute_tool")
            .set(
                "gen_ai.tool.call.arguments",
                arguments != null ? arguments : attributes.content("tool_parameters"));
    String decision = attributes.text("decision_type");
    String by = attributes.text("decision_source");
    if (decision != null) {
      span.decided(decision.equals("accept"), by);
    } else if (by != null) {
      span.decided(!by.equals("user_reject") && !by.equals("user_abort"), by);
    }
    if (attributes.has("success") && !attributes.isTrue("success")) {
      span.failed(attributes.text("error_type"), attributes.content("error"));
    }
    return span.build();
  }

  /** A refused tool never runs, so nothing else will tell of it. */
  private static WireSpan decision(LogEvent event) {
    Attributes attributes = event.attributes();
    String tool = attributes.text("tool_use_id");
    boolean approved = !"reject".equals(attributes.text("decision"));
    EventSpan span = toolSpan(event).decided(approved, attributes.text("source"));
    return (approved
            ? span.id("decision", tool)
                .below("tool", tool)
                .set("gen_ai.operation.name", EventSpan.DECISION)
            : span.id("tool", tool).set("gen_ai.operation.name", "execute_tool"))
        .build();
  }
}
