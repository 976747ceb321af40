package dev.parley.server.metrics;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.query.CostSource;
import dev.parley.server.query.PricedGroup;
import dev.parley.server.query.Pricer;
import dev.parley.server.store.CallCounters.Counted;
import dev.parley.server.store.CallCounters.Distribution;
import dev.parley.server.store.CallCounters.Labels;
import dev.parley.server.store.CallCounters.Timed;
import dev.parley.server.store.CallGroup;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds calls up to changes of series. Used once, by one thread. */
final class CallFold {
  private final Pricer pricer;
  private final SeriesLimit limit;
  private final Map<Family, Map<String, List<BigDecimal>>> changes = new EnumMap<>(Family.class);

  CallFold(Pricer pricer, SeriesLimit limit) {
    this.pricer = pricer;
    this.limit = limit;
  }

  /** What changes, by family and labels. */
  Map<Family, Map<String, List<BigDecimal>>> changes() {
    return changes;
  }

  void add(Counted counted) {
    CallGroup group = counted.group();
    Labels labels = counted.labels();
    long calls = counted.sign() * group.calls();
    Usage usage = group.usage();
    long input = tokens(usage.inputTotal());
    long output = tokens(usage.outputTotal());
    long unknown = Math.max(0, group.totalTokens() - input - output);
    count(Family.TOKENS, labels, "gen_ai_token_type", "input", counted.sign() * input, calls);
    count(Family.TOKENS, labels, "gen_ai_token_type", "output", counted.sign() * output, 0);
    if (unknown > 0) {
      count(Family.TOKENS, labels, "gen_ai_token_type", "unknown", counted.sign() * unknown, 0);
    }
    countIfAny(Family.CACHE_READ, counted, tokens(usage.get(TokenBucket.CACHE_READ)));
    countIfAny(Family.CACHE_WRITE, counted, tokens(usage.cacheWriteTotal()));
    countIfAny(Family.REASONING, counted, tokens(usage.get(TokenBucket.REASONING)));

    PricedGroup priced = pricer.price(group);
    BigDecimal cost = priced.total();
    CostSource source = priced.source();
    if (cost != null && source != null) {
      change(
          Family.COST,
          labels,
          "cost_source",
          source.name().toLowerCase(Locale.ROOT),
          List.of(counted.sign() < 0 ? cost.negate() : cost),
          calls);
    }
    countIfAny(Family.UNPRICED, counted, priced.unpricedCalls());
  }

  void add(Timed timed) {
    distribution(Family.DURATION, timed, timed.durations(), timed.errorType());
    if (timed.firstTokens().count() > 0) {
      distribution(Family.FIRST_TOKEN, timed, timed.firstTokens(), null);
    }
  }

  private void countIfAny(Family family, Counted counted, long amount) {
    if (amount > 0) {
      count(
          family,
          counted.labels(),
          "",
          null,
          counted.sign() * amount,
          counted.sign() * counted.group().calls());
    }
  }

  private void count(
      Family family, Labels labels, String name, @Nullable String value, long amount, long calls) {
    change(family, labels, name, value, List.of(BigDecimal.valueOf(amount)), calls);
  }

  private void distribution(
      Family family, Timed timed, Distribution distribution, @Nullable String errorType) {
    List<BigDecimal> values = new ArrayList<>();
    BigDecimal sign = BigDecimal.valueOf(timed.sign());
    distribution.atMost().forEach(n -> values.add(BigDecimal.valueOf(timed.sign() * n)));
    values.add(BigDecimal.valueOf(timed.sign() * distribution.count()));
    values.add(distribution.sumNanos().movePointLeft(9).multiply(sign));
    change(
        family,
        timed.labels(),
        "error_type",
        errorType,
        values,
        timed.sign() * distribution.count());
  }

  /**
   * @param calls how many calls this is, where they were not told before; 0 where they were
   */
  private void change(
      Family family,
      Labels labels,
      String name,
      @Nullable String value,
      List<BigDecimal> amounts,
      long calls) {
    String own = LabelText.of(labels).and(name, value).toString();
    if (limit.admits(family, own)) {
      merge(family, own, amounts);
      return;
    }
    // How calls failed is free text; which tokens and whose price is not.
    String kept = value == null || name.equals("error_type") ? other(value) : value;
    merge(family, LabelText.others().and(name, kept).toString(), amounts);
    if (calls != 0) {
      merge(Family.FOLDED, "metric=\"" + family.text + '"', List.of(BigDecimal.valueOf(calls)));
    }
  }

  private static @Nullable String other(@Nullable String value) {
    return value == null ? null : LabelText.OTHER;
  }

  private void merge(Family family, String labels, List<BigDecimal> amounts) {
    changes.computeIfAbsent(family, f -> new LinkedHashMap<>()).merge(labels, amounts, Series::add);
  }

  private static long tokens(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
