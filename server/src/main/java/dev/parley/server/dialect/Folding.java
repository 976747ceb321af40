package dev.parley.server.dialect;

import java.util.Locale;

/** The many spellings of roles and finish reasons, each folded to the conventions' word. */
final class Folding {
  private Folding() {}

  /** Unknown roles are kept as sent. */
  static String role(String role) {
    return switch (role.strip().toLowerCase(Locale.ROOT)) {
      case "system", "developer" -> "system";
      case "user", "human" -> "user";
      case "assistant", "ai", "model" -> "assistant";
      case "tool", "function", "ipython" -> "tool";
      default -> role;
    };
  }

  /** Unknown reasons are kept as sent. */
  static String finishReason(String reason) {
    return switch (reason.strip().toLowerCase(Locale.ROOT)) {
      case "stop", "end_turn", "stop_sequence", "complete", "completed", "eos" -> "stop";
      case "length", "max_tokens", "model_length", "incomplete" -> "length";
      case "tool_calls", "tool_call", "tool_use", "tool-calls", "function_call", "tool_execution" ->
          "tool_call";
      case "content_filter",
          "content-filter",
          "safety",
          "refusal",
          "guardrail_intervened",
          "content_filtered",
          "recitation",
          "blocklist",
          "prohibited_content" ->
          "content_filter";
      case "error", "failed", "malformed_function_call" -> "error";
      default -> reason;
    };
  }
}
