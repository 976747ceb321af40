package dev.parley.server.reported;

import dev.parley.server.store.ServiceHour;
import dev.parley.server.store.StoredPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Folds stored data points into the totals of each service. Not thread-safe.
 *
 * <p>Metrics tell again what spans tell better, so nothing of an hour in which the service's own
 * calls are known counts here: metrics fill gaps and are never added. Within an hour one metric
 * tells each measure, see {@link Meaning}.
 */
public final class ReportedFold {
  private final Map<Stream.Key, Stream> streams = new LinkedHashMap<>();
  private final Map<Stream.Key, StoredPoint> samples = new HashMap<>();

  /** Names of the metrics that can be folded. */
  public static Set<String> names() {
    return Meaning.names();
  }

  /** Takes a point; those of other metrics are ignored. */
  public void add(StoredPoint point) {
    if (Meaning.of(point.name()) != null) {
      Stream.Key key = Stream.Key.of(point);
      streams.computeIfAbsent(key, k -> new Stream()).add(point);
      samples.putIfAbsent(key, point);
    }
  }

  /**
   * The totals of a range, by service.
   *
   * @param knownSinceNanos the time from which on all points were added: before the range, so that
   *     counters have a beginning
   * @param fromNanos start of the range
   * @param toNanos end of the range, exclusive
   * @param covered whether spans tell of the calls of that hour
   */
  public List<ReportedTotals> totals(
      long knownSinceNanos, long fromNanos, long toNanos, Predicate<ServiceHour> covered) {
    Map<ServiceHour, Hour> hours = new HashMap<>();
    streams.forEach(
        (key, stream) -> {
          StoredPoint sample = Objects.requireNonNull(samples.get(key));
          Meaning meaning = Objects.requireNonNull(Meaning.of(key.name()));
          Labels labels = Labels.of(key.attributes());
          if (labels.isAroundCalls()) {
            return;
          }
          for (Stream.Increment increment : stream.increments(knownSinceNanos)) {
            long time = increment.timeNanos();
            ServiceHour hour =
                new ServiceHour(sample.service(), Math.floorDiv(time, ServiceHour.NANOS));
            if (time >= fromNanos && time < toNanos && !covered.test(hour)) {
              hours
                  .computeIfAbsent(hour, h -> new Hour())
                  .add(sample, meaning, labels, increment.amount());
            }
          }
        });
    SortedMap<String, Totals> services = new TreeMap<>();
    hours.forEach(
        (hour, told) -> told.chosen(services.computeIfAbsent(hour.service(), Totals::new)));
    return services.values().stream().filter(Totals::isAny).map(Totals::build).toList();
  }

  /** One contribution: who tells, of what, and how much. */
  private record Entry(StoredPoint sample, Meaning meaning, Labels labels, Amount amount) {}

  /** All that was told of one service's hour. */
  private static final class Hour {
    private final Map<Measure, List<Entry>> entries = new EnumMap<>(Measure.class);

    void add(StoredPoint sample, Meaning meaning, Labels labels, Amount amount) {
      boolean nothing = amount.sum() == 0 && amount.count() == 0;
      if (!nothing) {
        entries
            .computeIfAbsent(meaning.measure(), m -> new ArrayList<>())
            .add(new Entry(sample, meaning, labels, amount));
      }
    }

    /** Hands on what the best teller of each measure says. */
    void chosen(Totals totals) {
      entries.forEach(
          (measure, told) -> {
            int best =
                told.stream()
                    .filter(entry -> entry.meaning().extraTo().isEmpty())
                    .mapToInt(entry -> entry.meaning().rank())
                    .min()
                    .orElse(0);
            for (Entry entry : told) {
              Meaning meaning = entry.meaning();
              boolean counts =
                  meaning.extraTo().isEmpty()
                      ? meaning.rank() == best
                      : meaning.extraTo().contains(best);
              if (counts) {
                totals.add(entry);
              }
            }
          });
    }
  }

  private record ModelKey(@Nullable String model, @Nullable String provider) {}

  /** A service's sums in the making. */
  private static final class Totals {
    private final String service;
    private final Map<ModelKey, Sums> models = new HashMap<>();
    private final Distribution latency = new Distribution();
    private final Distribution firstToken = new Distribution();
    private final TreeSet<String> metrics = new TreeSet<>();

    Totals(String service) {
      this.service = service;
    }

    boolean isAny() {
      return !metrics.isEmpty();
    }

    void add(Entry entry) {
      Labels labels = entry.labels();
      Amount amount = entry.amount();
      String name = entry.sample().name();
      Set<TokenKind> kinds = entry.meaning().tokens();
      if (entry.meaning().measure() == Measure.TOKENS && kinds == null) {
        kinds = TokenKind.of(labels.tokenType(), Meaning.countsApart(name));
        if (kinds.isEmpty()) {
          // A sum of the other types, as Micrometer's "total" is.
          return;
        }
      }
      metrics.add(name);
      Sums sums =
          models.computeIfAbsent(
              new ModelKey(labels.model(), labels.provider()), key -> new Sums());
      switch (entry.meaning().measure()) {
        case TOKENS -> {
          for (TokenKind kind : Objects.requireNonNull(kinds)) {
            sums.tokens.merge(kind, amount.sum(), Double::sum);
          }
        }
        case COST -> sums.cost = (sums.cost == null ? 0 : sums.cost) + amount.sum();
        case DURATION -> {
          sums.calls = (sums.calls == null ? 0 : sums.calls) + amount.count();
          sums.errors += labels.failed() ? amount.count() : 0;
          latency.add(amount, secondsPerUnit(entry.sample().unit()));
        }
        case FIRST_TOKEN -> firstToken.add(amount, secondsPerUnit(entry.sample().unit()));
      }
    }

    ReportedTotals build() {
      List<ReportedTotals.Model> figures = new ArrayList<>();
      models.forEach((key, sums) -> figures.add(sums.build(key)));
      figures.sort(
          Comparator.comparingLong(Totals::tokens)
              .reversed()
              .thenComparing(model -> String.valueOf(model.model()))
              .thenComparing(model -> String.valueOf(model.provider())));
      return new ReportedTotals(
          service, figures, latency.latency(), firstToken.latency(), List.copyOf(metrics));
    }

    private static long tokens(ReportedTotals.Model model) {
      return (model.input() == null ? 0 : model.input())
          + (model.output() == null ? 0 : model.output());
    }
  }

  private static final class Sums {
    private final Map<TokenKind, Double> tokens = new EnumMap<>(TokenKind.class);
    private @Nullable Double cost;
    private @Nullable Long calls;
    private long errors;

    ReportedTotals.Model build(ModelKey key) {
      return new ReportedTotals.Model(
          key.model(),
          key.provider(),
          count(TokenKind.INPUT),
          count(TokenKind.OUTPUT),
          count(TokenKind.CACHE_READ),
          count(TokenKind.CACHE_WRITE),
          count(TokenKind.REASONING),
          cost,
          calls,
          calls == null ? null : Long.valueOf(errors));
    }

    private @Nullable Long count(TokenKind kind) {
      Double sum = tokens.get(kind);
      return sum == null ? null : Long.valueOf(Math.round(sum));
    }
  }

  /** Durations are in seconds by the conventions, in milliseconds from some registries. */
  private static double secondsPerUnit(String unit) {
    return switch (unit) {
      case "ms", "milliseconds" -> 1e-3;
      case "us", "microseconds" -> 1e-6;
      case "ns", "nanoseconds" -> 1e-9;
      default -> 1;
    };
  }
}
