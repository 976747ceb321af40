package dev.parley.server.query;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.PriceBook.Entry;
import dev.parley.pricing.Provider;
import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.CostTable;
import dev.parley.server.store.PriceGrid;
import dev.parley.server.store.StoredSpan;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what groups of calls cost in one {@link PriceView}. At the time of the call that is what was
 * billed, else the book's price, else the estimate that came along. The answering model's price
 * counts before the asked one's. Thread-safe.
 */
public final class Pricer {
  private static final long MILLION = 1_000_000;

  /** A million tokens of one bucket, by bucket: a price is linear in each. */
  private static final Map<TokenBucket, Usage> MILLIONS =
      Map.of(
          TokenBucket.INPUT, Usage.builder().inputUncached(MILLION).build(),
          TokenBucket.CACHE_READ, Usage.builder().cacheRead(MILLION).build(),
          TokenBucket.CACHE_WRITE, Usage.builder().cacheWrite(MILLION).build(),
          TokenBucket.CACHE_WRITE_5M, Usage.builder().cacheWrite5m(MILLION).build(),
          TokenBucket.CACHE_WRITE_1H, Usage.builder().cacheWrite1h(MILLION).build(),
          TokenBucket.AUDIO_INPUT, Usage.builder().audioInput(MILLION).build(),
          TokenBucket.OUTPUT, Usage.builder().outputText(MILLION).build(),
          TokenBucket.REASONING, Usage.builder().reasoning(MILLION).build(),
          TokenBucket.AUDIO_OUTPUT, Usage.builder().audioOutput(MILLION).build());

  private final PriceBook book;
  private final PriceGrid grid;
  private final PriceView view;

  /** The instant of today's prices; unused at the time of the call. */
  private final Instant now;

  /** The price of {@link PriceView.AsModel}; null in the other views. */
  private final @Nullable Price asIf;

  /** At the time of the call. */
  public Pricer(PriceBook book) {
    this(book, PriceView.AT_CALL, Instant.MAX);
  }

  /**
   * @param now whose prices are today's
   * @throws UnknownModelException when the view names a model without a price
   */
  Pricer(PriceBook book, PriceView view, Instant now) {
    this.book = book;
    this.view = view;
    this.now = now;
    this.asIf = view instanceof PriceView.AsModel as ? priceOf(book, as.model(), now) : null;
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

  private static Price priceOf(PriceBook book, String model, Instant now) {
    int slash = model.indexOf('/');
    String provider = slash < 0 ? null : Provider.canonical(model.substring(0, slash));
    Entry entry = book.find(provider, model, now);
    if (entry == null) {
      throw new UnknownModelException(model);
    }
    return entry.price();
  }

  /** Along which lines groups must be told apart. */
  public PriceGrid grid() {
    return grid;
  }

  /** What a group costs, and who says so. */
  public PricedGroup price(CallGroup group) {
    if (asIf != null && answersInText(group.kind())) {
      return ofBook(group, bookCost(group));
    }
    if (view instanceof PriceView.Today) {
      Cost cost = bookCost(group);
      if (cost != null) {
        return ofBook(group, cost);
      }
    }
    if (group.reportedSource() == ReportedCost.Source.BILLED) {
      return new PricedGroup(group, group.reportedCost(), null, null, CostSource.BILLED);
    }
    Cost cost = bookCost(group);
    if (cost == null && group.reportedSource() == ReportedCost.Source.ESTIMATED) {
      return new PricedGroup(group, group.reportedCost(), null, null, CostSource.ESTIMATED);
    }
    return ofBook(group, cost);
  }

  private static PricedGroup ofBook(CallGroup group, @Nullable Cost cost) {
    return cost == null
        ? new PricedGroup(group, null, null, null, null)
        : new PricedGroup(group, cost.total(), cost.input(), cost.output(), CostSource.BOOK);
  }

  /** The same as a table for conditions on single calls like those of these groups. */
  CostTable costs(List<CallGroup> groups) {
    return new CostTable(
        grid,
        groups.stream().map(this::costs).filter(Objects::nonNull).distinct().toList(),
        // Other views are made for one question.
        view.equals(PriceView.AT_CALL) ? book : null);
  }

  private CostTable.@Nullable Row costs(CallGroup group) {
    CostSource source = price(group).source();
    if (source == null) {
      return null;
    }
    Map<TokenBucket, BigDecimal> perToken = source == CostSource.BOOK ? perToken(group) : null;
    return new CostTable.Row(
        group.kind(),
        group.provider(),
        group.requestModel(),
        group.responseModel(),
        group.serviceTier(),
        group.reportedSource(),
        group.usageKnown(),
        CostTable.period(grid, group.startNanos()),
        CostTable.bracket(grid, group.inputTokens()),
        perToken);
  }

  private Map<TokenBucket, BigDecimal> perToken(CallGroup group) {
    Map<TokenBucket, BigDecimal> perToken = new EnumMap<>(TokenBucket.class);
    MILLIONS.forEach(
        (bucket, usage) -> {
          Cost million = bookCost(group.withUsage(usage));
          if (million != null) {
            perToken.put(bucket, million.total().movePointLeft(6));
          }
        });
    return perToken;
  }

  PricedGroup price(StoredSpan span) {
    return price(CallGroup.of(span.kind(), span.call(), span.startNanos(), span.failed()));
  }

  /**
   * What the book says in this view, whatever was reported; null when it has no price or no token
   * count is known.
   */
  @Nullable Cost bookCost(CallGroup group) {
    Price price = bookPrice(group);
    return price == null || !group.usageKnown()
        ? null
        : price.forInput(group.inputTokens()).cost(group.usage(), group.serviceTier());
  }

  /** Whether another model could have been asked instead. */
  private static boolean answersInText(Kind kind) {
    return switch (kind) {
      case EMBEDDING, RERANK, AUDIO, IMAGE -> false;
      default -> true;
    };
  }

  private @Nullable Price bookPrice(CallGroup group) {
    if (asIf != null && answersInText(group.kind())) {
      return asIf;
    }
    Instant at = view instanceof PriceView.Today ? now : Times.instant(group.startNanos());
    Entry entry = book.find(group.provider(), group.responseModel(), at);
    if (entry == null) {
      entry = book.find(group.provider(), group.requestModel(), at);
    }
    return entry == null ? null : entry.price();
  }
}
