package dev.parley.examples.export;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Destination;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Protocol;
import dev.parley.sdk.Step;
import java.time.Duration;

/** Sends to Coralogix where {@code CX_TOKEN} and {@code CX_ENDPOINT} are set, else to loopback. */
public final class SendToCoralogix {

  private SendToCoralogix() {}

  /** Sends one step and prints how the export fares. */
  public static void main(String[] arguments) throws Exception {
    try (LoopbackReceiver receiver = LoopbackReceiver.start()) {
      send(System.getenv("CX_TOKEN") != null ? Destination.coralogix() : standIn(receiver.url()));
      receiver.requests("/v1/traces").forEach(SendToCoralogix::print);
    }
  }

  /** By HTTP, because the receiver on loopback speaks no gRPC. */
  static Destination standIn(String endpoint) {
    return Destination.coralogix(endpoint, "a-token", "ai-application", "ai-subsystem")
        .protocol(Protocol.HTTP_PROTOBUF);
  }

  static boolean send(Destination coralogix) {
    try (Parley parley =
        Parley.builder()
            .serviceName("ai-service")
            .prices(ExampleTelemetry.PRICES)
            .captureContent(true)
            .exportTo(coralogix)
            .build()) {
      Conversation.of("session_123").run(() -> Step.llm("answer").on(parley).run(() -> {}));
      boolean delivered = parley.flush(Duration.ofSeconds(10));
      parley.exportHealth().forEach(System.out::println);
      return delivered;
    }
  }

  private static void print(LoopbackReceiver.Request request) {
    System.out.println(
        "Received for "
            + request.headers().getFirst("cx-application-name")
            + " at "
            + request.path());
  }
}
