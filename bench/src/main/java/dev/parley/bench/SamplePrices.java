package dev.parley.bench;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;

/** A book of some models, as an application would bring. */
final class SamplePrices {
  static final PriceBook BOOK =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00").withCacheRead("1.25"))
          .with("gpt-4o-mini", Price.perMillion("0.15", "0.60").withCacheRead("0.075"))
          .with("o3-mini", Price.perMillion("1.10", "4.40").withCacheRead("0.55"))
          .with("claude-sonnet-4-5", Price.perMillion("3.00", "15.00").withCacheRead("0.30"))
          .with("text-embedding-3-small", Price.perMillion("0.02", "0"));

  private SamplePrices() {}
}
