package dev.parley.server.query;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.PriceBook.Entry;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.PriceGrid;
import dev.parley.server.store.StoredSpan;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what groups of calls cost: what was billed, else the book's price at the time of the call,
 * else the estimate that came along. The answering model's price counts before the asked one's.
 * Thread-safe.
 */
final class Pricer {
  private final PriceBook book;
  private final PriceGrid grid;

  Pricer(PriceBook book) {
    this.book = book;
    TreeSet<Long> instants = new TreeSet<>();
    TreeSet<Long> thresholds = new TreeSet<>();
    for (Entry entry : book.entries()) {
      if (!entry.validFrom().equals(Instant.MIN)) {
        instants.add(Times.nanos(entry.validFrom()));
      }
      thresholds.addAll(entry.price().inputThresholds());
    }
    this.grid = new PriceGrid(List.copyOf(instants), List.copyOf(thresholds));
  }

  /** Along which lines groups must be told apart. */
  PriceGrid grid() {
    return grid;
  }

  PricedGroup price(CallGroup group) {
    if (group.reportedSource() == ReportedCost.Source.BILLED) {
      return new PricedGroup(group, group.reportedCost(), null, null, CostSource.BILLED);
    }
    Cost cost = bookCost(group);
    if (cost != null) {
      return new PricedGroup(group, cost.total(), cost.input(), cost.output(), CostSource.BOOK);
    }
    return group.reportedSource() == ReportedCost.Source.ESTIMATED
        ? new PricedGroup(group, group.reportedCost(), null, null, CostSource.ESTIMATED)
        : new PricedGroup(group, null, null, null, null);
  }

  PricedGroup price(StoredSpan span) {
    return price(CallGroup.of(span.call(), span.startNanos(), span.failed()));
  }

  /**
   * What the book says, whatever was reported; null when it has no price or no token count is
   * known.
   */
  @Nullable Cost bookCost(CallGroup group) {
    if (!group.usageKnown()) {
      return null;
    }
    Instant at = Times.instant(group.startNanos());
    Entry entry = book.find(group.provider(), group.responseModel(), at);
    if (entry == null) {
      entry = book.find(group.provider(), group.requestModel(), at);
    }
    return entry == null
        ? null
        : entry.price().forInput(group.inputTokens()).cost(group.usage(), group.serviceTier());
  }
}
