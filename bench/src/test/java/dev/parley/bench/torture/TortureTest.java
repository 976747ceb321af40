package dev.parley.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A short torture")
final class TortureTest {
  @TempDir private Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("killed servers lose nothing that they acknowledged and show nothing twice")
  void kills() throws Exception {
    List<String> report = new ArrayList<>();
    List<Round> rounds =
        Torture.run(new Options(3, Duration.ofMinutes(10), 2, 3, folder), report::add);
    assertThat(rounds).allSatisfy(round -> assertThat(round.faults()).as("%s", report).isEmpty());
    assertThat(rounds.stream().mapToInt(Round::kills).sum()).isGreaterThanOrEqualTo(3);
    assertThat(rounds.stream().mapToLong(Round::verified).max().orElse(0)).isPositive();
    assertThat(report.get(report.size() - 1)).contains("nothing acknowledged was lost");
  }

  @Test
  @DisplayName("the same seed sends the same spans, and what a batch counts is what it sends")
  void sameSeed() {
    for (int number = 0; number < 50; number++) {
      Batch batch = new Batch(9, number, 2, number);
      assertThat(new Batch(9, number, 2, number).request()).isEqualTo(batch.request());
      var spans = batch.request().getResourceSpans(0).getScopeSpans(0).getSpansList();
      assertThat(batch.counts().spans()).isEqualTo(spans.size());
      assertThat(batch.counts().errors())
          .isEqualTo(spans.stream().filter(span -> span.getStatus().getCodeValue() == 2).count());
      assertThat(spans.get(0).getAttributesList())
          .anyMatch(each -> each.getValue().getStringValue().equals(batch.conversation()));
    }
  }

  @Test
  @DisplayName("a wrong argument is told in one sentence")
  void arguments() {
    assertThat(Options.parse("--kills", "3", "--seed", "5").kills()).isEqualTo(3);
    assertThatThrownBy(() -> Options.parse("--kills", "none"))
        .hasMessageContaining("--kills none (expected: a whole number from 1");
    assertThatThrownBy(() -> Options.parse("--kils", "3")).hasMessageContaining("unknown: --kils");
    assertThatThrownBy(() -> Options.parse("--kills")).hasMessageContaining("has no value");
  }
}
