package dev.parley.examples.tools;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Retries;
import dev.parley.sdk.Step;
import dev.parley.sdk.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Tools with arguments and results, calls that a person allows or refuses, and retries. */
// Parley works by being open; static steps find it.
@SuppressWarnings("try")
public final class ToolCalls {

  private ToolCalls() {}

  /** Looks up the weather, asks before a refund, is refused a second one, and tries thrice. */
  public static void main(String[] arguments) throws Exception {
    try (Parley parley = ExampleTelemetry.start("tool-calls")) {
      System.out.println(Conversation.of("support_123").call(ToolCalls::all));
    }
  }

  private static List<Object> all() throws IOException {
    Map<String, Object> weather = weather();
    String refund = refund();
    refused();
    return List.of(weather, refund, flaky());
  }

  static Map<String, Object> weather() {
    return Tool.of("web_search")
        .type("search")
        .arguments(Map.of("query", "weather"))
        .call(() -> Map.of("temp", 72));
  }

  /**
   * Somebody is asked while the tool runs; the span says who allowed it, and how long that took.
   */
  static String refund() {
    return Tool.of("refund")
        .type("function")
        .callId("call_17")
        .arguments(Map.of("order", "o-17", "amount", 12.50))
        .call(
            () -> {
              String reviewer = Tool.awaitingApproval(() -> "alice");
              Tool.approved(reviewer);
              return "refunded";
            });
  }

  /** A call that was refused is recorded without being made. */
  static void refused() {
    Tool.of("refund")
        .arguments(Map.of("order", "o-18", "amount", 4_000))
        .refusedBy("bob", "too much")
        .record();
  }

  /** One span around three attempts: which one it was, and why the others failed. */
  static String flaky() throws IOException {
    return Step.tool("stock_level")
        .call(
            () -> {
              Retries retries = Retries.ofCurrentSpan();
              for (int attempt = 1; ; attempt++) {
                retries.attempt(attempt);
                try {
                  return stock(attempt);
                } catch (IOException e) {
                  if (attempt == 3) {
                    throw e;
                  }
                  retries.failed(attempt, e, Duration.ZERO);
                }
              }
            });
  }

  private static String stock(int attempt) throws IOException {
    if (attempt < 3) {
      throw new IOException("the warehouse does not answer");
    }
    return "42 pieces";
  }
}
