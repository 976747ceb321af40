package dev.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.server.Answers;
import dev.parley.bench.server.ServerProcess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunTest {
  private static final long DAY = 86_400_000_000_000L;

  private static Run run(Shape shape, long seed) {
    long now = System.currentTimeMillis() * 1_000_000;
    return new Run(1_500, 200, 4, 0, now - DAY, now, shape, seed);
  }

  @Test
  @DisplayName("What a server of its own acknowledges by HTTP and gRPC is what it has stored")
  void counts(@TempDir Path folder) throws Exception {
    try (ServerProcess server =
        ServerProcess.serve(folder, List.of("-XX:TieredStopAtLevel=1"), Map.of())) {
      ServerProcess.Address address = Objects.requireNonNull(server.awaitReady());
      Throughput http = run(Shape.AGENTS, 1).against(HttpTarget.otlp(address.http()));
      Throughput grpc = run(Shape.LARGE, 2).against(new GrpcTarget(address.grpc()));

      assertThat(http.spans()).isEqualTo(1_500);
      assertThat(grpc.spans()).isEqualTo(1_500);
      assertThat(http.bytes()).isGreaterThan(1_500 * 1_500);
      assertThat(grpc.bytes()).isGreaterThan(1_500 * 4_096);
      assertThat(http.refused() + grpc.refused()).isZero();
      assertThat(http.p50Nanos()).isPositive().isLessThanOrEqualTo(http.p99Nanos());
      assertThat(new Answers(address.http()).get("status").get("spans").asLong()).isEqualTo(3_000);

      Map<String, Double> reads = new Reads(address.http(), System.currentTimeMillis()).medians();
      assertThat(reads)
          .hasSize(11)
          .allSatisfy((question, millis) -> assertThat(millis).isPositive());
    }
  }

  @Test
  @DisplayName("A request that is told to come again does, and one refused is counted as that")
  void comesAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Target moody =
        target(
            () ->
                switch (asked.getAndIncrement()) {
                  case 0, 1 -> Target.Answer.LATER;
                  case 2 -> Target.Answer.REFUSED;
                  default -> Target.Answer.STORED;
                });

    Throughput throughput = run(Shape.SMALL, 3).against(moody);

    assertThat(throughput.later()).isEqualTo(2);
    assertThat(throughput.refused()).isEqualTo(1);
    assertThat(throughput.spans()).isBetween(1_300L, 1_400L);
    assertThat(asked).hasValue(10);
  }

  @Test
  @DisplayName("A run that is told to end sends nothing more")
  void ends() throws Exception {
    Target unwilling =
        target(
            () -> {
              throw new AssertionError("nothing is to be sent");
            });

    assertThat(run(Shape.SMALL, 4).against(unwilling, () -> true).spans()).isZero();
  }

  @Test
  @DisplayName("Each call of a chat resends all that was said in it, and nothing of the others")
  void resends(@TempDir Path folder) throws Exception {
    Chats chats = new Chats(5, 20);
    long now = System.currentTimeMillis() * 1_000_000;
    Map<String, List<Integer>> messages = new TreeMap<>();
    chats.requests(
        now,
        request ->
            request
                .getResourceSpans(0)
                .getScopeSpans(0)
                .getSpansList()
                .forEach(
                    span ->
                        messages
                            .computeIfAbsent(
                                value(span, "gen_ai.conversation.id"), id -> new ArrayList<>())
                            .add(
                                value(span, "gen_ai.input.messages").split("\"role\"", -1).length
                                    - 1)));

    List<Integer> expected = IntStream.range(0, 20).map(turn -> 2 * turn + 1).boxed().toList();
    assertThat(messages).hasSize(5).allSatisfy((id, sent) -> assertThat(sent).isEqualTo(expected));
    assertThat(chats.bytesInFullText(folder, now)).isGreaterThan(50_000);
  }

  private static Target target(Supplier<Target.Answer> answers) {
    return new Target() {
      @Override
      public byte[] encode(ExportTraceServiceRequest request) {
        return request.toByteArray();
      }

      @Override
      public CompletableFuture<Answer> send(byte[] encoded) {
        return CompletableFuture.completedFuture(answers.get());
      }
    };
  }

  private static String value(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElseThrow();
  }
}
