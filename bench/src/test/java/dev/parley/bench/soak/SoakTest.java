package dev.parley.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakTest {
  private static final String TYPE = "dev.parley.sdk.Held";

  @Test
  void visitsReachTheExporterAndTheTrackers() {
    var exporter = new FailingExporter();
    try (var parley = Soak.parley(exporter)) {
      var load = new MixedLoad(parley);
      var random = new Random(1);
      for (int i = 0; i < 300; i++) {
        load.visit(random);
      }
      parley.flush(Duration.ofSeconds(10));

      assertThat(load.visits()).isEqualTo(300);
      assertThat(load.refused()).isPositive();
      assertThat(exporter.spans()).isGreaterThan(300);
      assertThat(parley.conversations().size()).isPositive();
      assertThat(parley.workflows().size()).isPositive();
      assertThat(Sample.take(300).instances())
          .isNotEmpty()
          .allSatisfy(
              (type, n) -> {
                assertThat(type).startsWith("dev.parley.").doesNotStartWith("dev.parley.bench.");
                assertThat(n).isPositive();
              });
    }
  }

  @Test
  void flatIsFlat() {
    assertThat(Growth.of(samples(i -> 100_000_000L + i % 3 * 1_000_000L, i -> 10_000L))).isEmpty();
  }

  @Test
  void aGrowingHeapIsNamed() {
    assertThat(Growth.of(samples(i -> 100L + 10L * i, i -> 0L)))
        .containsExactly("heap: from 120 to 200 bytes");
  }

  /** A leak of small objects shows here long before it shows in the heap. */
  @Test
  void aGrowingRegisterIsNamed() {
    assertThat(Growth.of(samples(i -> 100L, i -> 1_000L * (i + 1))))
        .containsExactly(TYPE + ": from 3,000 to 11,000 instances");
  }

  @Test
  void aHistogramIsRead() {
    String histogram =
        """
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:           101          10880  [B (java.base@17.0.15)
           2:            42           1008  dev.parley.sdk.Held
           3:             7            168  dev.parley.bench.soak.Sample
        Total           150          12056
        """;

    assertThat(Sample.parse(histogram)).isEqualTo(Map.of(TYPE, 42L));
  }

  private static List<Sample> samples(
      java.util.function.IntToLongFunction heap, java.util.function.IntToLongFunction held) {
    return IntStream.range(0, 12)
        .mapToObj(i -> new Sample(i, heap.applyAsLong(i), Map.of(TYPE, held.applyAsLong(i))))
        .toList();
  }
}
