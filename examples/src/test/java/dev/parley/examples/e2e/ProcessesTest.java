package dev.parley.examples.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conversation that goes through two processes. */
class ProcessesTest {

  /** One call, as the process that made it saw it; durations in nanoseconds. */
  private record Call(String trace, long start, long duration, long input, long output) {
    static Call of(String line) {
      String[] words = line.split(" ", -1);
      return new Call(
          words[1],
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          Long.parseLong(words[4]),
          Long.parseLong(words[5]));
    }
  }

  @Test
  @DisplayName("CV-05: a conversation's cost, latency and tokens are sums over two processes")
  void twoProcesses(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load())) {
      Process web =
          start(
              server.http(),
              "http",
              provider,
              "web",
              "My parcel is late.",
              "Its number is 4711.",
              "Could you tell me when it will arrive, and who brings it?");
      Process worker =
          start(server.grpc(), "grpc", provider, "worker", "Sum the talk up.", "Shorter, please.");
      List<Call> calls = new ArrayList<>();
      calls.addAll(calls(web));
      calls.addAll(calls(worker));
      calls.sort(Comparator.comparingLong(Call::start));
      assertThat(calls).hasSize(5).extracting(Call::trace).doesNotHaveDuplicates();

      Instant from = Instant.now().minus(Duration.ofHours(1));
      Instant to = Instant.now().plus(Duration.ofHours(1));
      JsonNode rows = server.get("conversations", from, to, null);
      assertThat(rows.path("total").asInt()).isEqualTo(1);
      JsonNode flow = server.get("conversation?id=c-two-processes");
      assertFigures(rows.at("/conversations/0"), calls);
      assertFigures(flow.path("totals"), calls);
      List<String> traces = new ArrayList<>();
      for (JsonNode turn : flow.path("turns")) {
        turn.path("traceIds").forEach(id -> traces.add(id.asText()));
      }
      assertThat(traces).isEqualTo(calls.stream().map(Call::trace).toList());
      TreeSet<String> services = new TreeSet<>();
      server
          .get("traces", from, to, null)
          .path("spans")
          .forEach(span -> services.add(span.path("service").asText()));
      assertThat(services).containsExactly("web", "worker");
    }
  }

  private static void assertFigures(JsonNode row, List<Call> calls) {
    long input = calls.stream().mapToLong(Call::input).sum();
    long output = calls.stream().mapToLong(Call::output).sum();
    assertThat(row.path("id").asText()).isEqualTo("c-two-processes");
    assertThat(row.path("calls").asInt()).isEqualTo(calls.size());
    assertThat(row.path("turns").asInt()).isEqualTo(calls.size());
    assertThat(row.at("/tokens/input").asLong()).isEqualTo(input);
    assertThat(row.at("/tokens/output").asLong()).isEqualTo(output);
    assertThat(row.at("/tokens/total").asLong()).isEqualTo(input + output);
    assertThat(new BigDecimal(row.at("/cost/amount").asText()))
        .isEqualByComparingTo(
            new BigDecimal("2.50")
                .multiply(BigDecimal.valueOf(input))
                .add(new BigDecimal("10.00").multiply(BigDecimal.valueOf(output)))
                .movePointLeft(6));
    assertThat(row.path("unpricedCalls").asInt()).isZero();
    assertThat(row.path("durationMs").asDouble())
        .isCloseTo(calls.stream().mapToLong(Call::duration).sum() / 1e6, within(0.001));
  }

  private static Process start(
      String endpoint,
      String protocol,
      LoopbackProvider provider,
      String service,
      String... questions)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ConversationProcess.class.getName(),
                endpoint,
                protocol,
                provider.baseUrl(),
                "c-two-processes",
                service));
    command.addAll(List.of(questions));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What the surroundings set up must not lead the process elsewhere.
    builder.environment().keySet().removeIf(key -> key.startsWith("OTEL_"));
    return builder.start();
  }

  private static List<Call> calls(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().filter(line -> line.startsWith("call ")).map(Call::of).toList();
  }
}
