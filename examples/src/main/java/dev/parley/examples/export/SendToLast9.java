package dev.parley.examples.export;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Destination;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import java.time.Duration;

/**
 * Sends to Last9 where {@code LAST9_OTLP_ENDPOINT} and {@code LAST9_API_KEY} are set, else to
 * loopback.
 */
public final class SendToLast9 {

  private SendToLast9() {}

  /** Sends one step and prints how the export fares. */
  public static void main(String[] arguments) throws Exception {
    try (LoopbackReceiver receiver = LoopbackReceiver.start()) {
      send(
          System.getenv("LAST9_API_KEY") != null
              ? Destination.last9()
              : Destination.last9(receiver.url(), "user:password"));
      receiver.requests("/v1/traces").forEach(SendToLast9::print);
    }
  }

  static boolean send(Destination last9) {
    try (Parley parley =
        Parley.builder()
            .serviceName("send-to-last9")
            .prices(ExampleTelemetry.PRICES)
            .exportTo(last9)
            .build()) {
      Conversation.of("session_123").run(() -> Step.llm("answer").on(parley).run(() -> {}));
      boolean delivered = parley.flush(Duration.ofSeconds(10));
      parley.exportHealth().forEach(System.out::println);
      return delivered;
    }
  }

  private static void print(LoopbackReceiver.Request request) {
    System.out.println(
        "Received at " + request.path() + ": " + request.headers().getFirst("Authorization"));
  }
}
