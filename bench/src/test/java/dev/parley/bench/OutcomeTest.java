package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Limit LIMIT =
      Limit.ratio("work", "Work.done", "rest", "Rest.had", 1.10).andBytes(64);

  @Test
  void theMedianOfTheRoundsRatiosCounts() {
    var outcome = new Outcome(LIMIT);
    outcome.add(new Measurement(105, 264), new Measurement(100, 200));
    outcome.add(new Measurement(900, 264), new Measurement(300, 200));
    outcome.add(new Measurement(202, 264), new Measurement(200, 200));

    assertThat(outcome.ratio()).isCloseTo(1.05, within(1e-9));
    assertThat(outcome.bytes()).isEqualTo(64);
    assertThat(outcome.excesses()).isEmpty();
    assertThat(Table.of(List.of(outcome)))
        .contains("| work | rest | 202.0 ns : 200.0 ns | 1.05× | 1.10× | +64 B | +64 B | kept |");
  }

  @Test
  void whatIsExceededIsNamed() {
    var outcome = new Outcome(LIMIT);
    outcome.add(new Measurement(111, 266), new Measurement(100, 200));

    assertThat(outcome.excesses())
        .containsExactly("work: 1.11 times the time (at most 1.10)", "work: 66 bytes (at most 64)");
    assertThat(Table.of(List.of(outcome))).contains("**exceeded**");
  }

  @Test
  void aLimitOfItsOwnNeedsNoBaseline() {
    var kept = new Outcome(Limit.p99("work", "Work.done", 1_000));
    kept.add(new Measurement(999, 0), null);
    var exceeded = new Outcome(Limit.bytes("work", "Work.done", 0));
    exceeded.add(new Measurement(1, 24), null);

    assertThat(kept.excesses()).isEmpty();
    assertThat(kept.ratio()).isNull();
    assertThat(exceeded.excesses()).containsExactly("work: 24 bytes (at most 0)");
  }

  /** A ratio that cannot be made must not pass. */
  @Test
  void nothingMeasuredIsExceeded() {
    var outcome = new Outcome(LIMIT);
    outcome.add(new Measurement(Double.NaN, 0), new Measurement(100, 0));

    assertThat(outcome.excesses()).hasSize(1);
  }
}
