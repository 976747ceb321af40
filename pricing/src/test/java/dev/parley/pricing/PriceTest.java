package dev.parley.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
  private static final Price GPT_4O = Price.perMillion("2.50", "10.00");

  @ParameterizedTest
  @DisplayName("COST-03 COST-10: exact input, output and total of plain calls")
  @CsvSource({
    "1000, 500, 0.0025, 0.005, 0.0075",
    "150, 250, 0.000375, 0.0025, 0.002875",
    "3, 7, 0.0000075, 0.00007, 0.0000775",
    "1, 0, 0.0000025, 0, 0.0000025",
    "10000000, 5000000, 25, 50, 75"
  })
  void plainCalls(long in, long out, String input, String output, String total) {
    Cost cost = GPT_4O.cost(Usage.of(in, out));

    assertThat(cost.input()).isEqualByComparingTo(input);
    assertThat(cost.output()).isEqualByComparingTo(output);
    assertThat(cost.total()).isEqualByComparingTo(total);
  }

  @Test
  @DisplayName("COST-04: the old names of token counts are priced")
  void oldNames() {
    Usage usage = Usage.fromMap(Map.of("prompt_tokens", 2000, "completion_tokens", 1000));

    Cost cost = Price.perMillion("0.50", "1.50").cost(usage);

    assertThat(cost.input()).isEqualByComparingTo("0.001");
    assertThat(cost.output()).isEqualByComparingTo("0.0015");
    assertThat(cost.total()).isEqualByComparingTo("0.0025");
  }

  @Test
  @DisplayName("COST-05: a new name wins over an old one, also with 0")
  void newNameWins() {
    Usage usage =
        Usage.fromMap(Map.of("input_tokens", 0, "prompt_tokens", 99, "output_tokens", 10));

    assertThat(GPT_4O.cost(usage).input()).isEqualByComparingTo("0");
  }

  @Test
  @DisplayName("COST-08: zero tokens cost zero, which is a cost")
  void zeroTokens() {
    Cost cost = GPT_4O.cost(Usage.of(0, 0));

    assertThat(cost).isNotNull();
    assertThat(cost.input()).isEqualByComparingTo("0");
    assertThat(cost.output()).isEqualByComparingTo("0");
    assertThat(cost.total()).isEqualByComparingTo("0");
  }

  @Test
  @DisplayName("COST-09: a free model costs 0, which is not unknown")
  void freeModel() {
    assertThat(Price.perMillion("0", "0").cost(Usage.of(1000, 1000)).total())
        .isEqualByComparingTo("0");
  }

  @Test
  @DisplayName("COST-15: nothing is rounded: 20 tokens at .02 are 4e-7, a million of them .4")
  void nothingIsRounded() {
    Cost one = Price.perMillion("0.02", "0").cost(Usage.of(20, 0));
    assertThat(one.total()).isEqualByComparingTo("0.0000004");

    Cost sum = Cost.ZERO;
    for (int i = 0; i < 1_000_000; i++) {
      sum = sum.plus(one);
    }
    assertThat(sum.total()).isEqualByComparingTo("0.4");
  }

  @Test
  @DisplayName("COST-15: any decimals, counts and multipliers give what arithmetic by hand gives")
  void exactForAnyNumbers() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      BigDecimal input = new BigDecimal(new BigInteger(40, random), random.nextInt(-9, 20));
      BigDecimal output = new BigDecimal(new BigInteger(80, random), random.nextInt(-9, 20));
      BigDecimal factor = new BigDecimal(new BigInteger(10, random), random.nextInt(0, 4));
      long in = random.nextLong(1L << random.nextInt(1, 62));
      long out = random.nextLong(1L << random.nextInt(1, 62));
      Price price = Price.perMillion(input, output).withServiceTier("flex", factor.toPlainString());

      assertThat(price.cost(Usage.of(in, out)).total())
          .isEqualByComparingTo(
              input
                  .multiply(new BigDecimal(in))
                  .add(output.multiply(new BigDecimal(out)))
                  .divide(new BigDecimal("1000000")));
      assertThat(price.cost(Usage.of(in, out), "flex").input())
          .isEqualByComparingTo(
              input
                  .multiply(new BigDecimal(in))
                  .multiply(factor)
                  .divide(new BigDecimal("1000000")));
    }
  }

  @Test
  @DisplayName("COST-16: cached input is charged at its own rate")
  void cachedInput() {
    Usage usage = Usage.builder().input(1000L).cacheRead(800L).output(0L).build();

    Cost cost = GPT_4O.withCacheRead("0.25").cost(usage);

    assertThat(cost.byBucket().get(TokenBucket.INPUT)).isEqualByComparingTo("0.0005");
    assertThat(cost.byBucket().get(TokenBucket.CACHE_READ)).isEqualByComparingTo("0.0002");
    assertThat(cost.input()).isEqualByComparingTo("0.0007");
  }

  @Test
  @DisplayName(
      "COST-16: without a rate of their own cached and reasoning tokens cost as plain ones")
  void ratesFallBack() {
    Usage detailed =
        Usage.builder()
            .input(1000L)
            .cacheRead(500L)
            .cacheWrite(100L)
            .output(400L)
            .reasoning(300L)
            .build();

    assertThat(GPT_4O.cost(detailed).total())
        .isEqualByComparingTo(GPT_4O.cost(Usage.of(1000, 400)).total());
  }

  @Test
  @DisplayName(
      "COST-16: cache writes of five minutes and one hour and reasoning have rates of their own")
  void ownRates() {
    Price price =
        Price.perMillion("3", "15")
            .withCacheWrite("3.75")
            .withCacheWrite1h("6")
            .withReasoning("20");
    Usage usage =
        Usage.builder()
            .inputUncached(1_000_000L)
            .cacheWrite5m(1_000_000L)
            .cacheWrite1h(1_000_000L)
            .outputText(1_000_000L)
            .reasoning(1_000_000L)
            .build();

    Cost cost = price.cost(usage);

    assertThat(cost.input()).isEqualByComparingTo("12.75");
    assertThat(cost.output()).isEqualByComparingTo("35");
  }

  @Test
  @DisplayName("A long prompt, its cache included, is charged at the tier's rates as a whole")
  void longContext() {
    Price price =
        Price.perMillion("3", "15")
            .withCacheRead("0.30")
            .withTier(200_000, Price.perMillion("6", "22.50").withCacheRead("0.60"));
    Usage usage = Usage.builder().input(300_000L).cacheRead(100_000L).output(1_000_000L).build();

    assertThat(price.cost(usage).input()).isEqualByComparingTo("1.26");
    assertThat(price.cost(usage).output()).isEqualByComparingTo("22.5");
    assertThat(price.cost(Usage.of(200_000, 0)).input()).isEqualByComparingTo("0.6");
    assertThat(price.bracketOf(200_000L)).isZero();
    assertThat(price.bracketOf(200_001L)).isEqualTo(200_000);
  }

  @Test
  @DisplayName("A service tier multiplies the cost; one without a multiplier is standard")
  void serviceTier() {
    Price price = GPT_4O.withServiceTier("flex", "0.5").withServiceTier("priority", "1.7");
    Usage usage = Usage.of(1000, 500);

    assertThat(price.cost(usage, "flex").total()).isEqualByComparingTo("0.00375");
    assertThat(price.cost(usage, "Priority").total()).isEqualByComparingTo("0.01275");
    assertThat(price.cost(usage, "default").total()).isEqualByComparingTo("0.0075");
    assertThat(price.cost(usage, null).total()).isEqualByComparingTo("0.0075");
  }

  @Test
  @DisplayName("COST-17: unknown tokens have no cost; what is known is charged")
  void unknownTokens() {
    assertThat(GPT_4O.cost(Usage.unknown())).isNull();

    Cost inputOnly = GPT_4O.cost(Usage.builder().input(1000L).build());
    assertThat(inputOnly.output()).isNull();
    assertThat(inputOnly.total()).isEqualByComparingTo("0.0025");
  }

  @ParameterizedTest
  @DisplayName("COST-18: a price that is negative or no number is rejected")
  @ValueSource(strings = {"-1", "NaN", "Infinity", "", "ten", "-0.0000001"})
  void rejected(String bad) {
    assertThatThrownBy(() -> Price.perMillion(bad, "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("input");
    assertThatThrownBy(() -> Price.perMillion("1", bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output");
    assertThatThrownBy(() -> GPT_4O.withCacheRead(bad))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @DisplayName("COST-18: so are doubles that are negative or no number")
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void rejectedDoubles(double bad) {
    assertThatThrownBy(() -> Price.perMillion(bad, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Price.perMillion(1, bad)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("A double is the decimal that it prints")
  void doubles() {
    assertThat(Price.perMillion(0.1, 0.2).rate(TokenBucket.INPUT))
        .isEqualByComparingTo(new BigDecimal("0.1"));
    assertThat(Price.perMillion(2.5, 10)).isEqualTo(GPT_4O);
  }
}
