package dev.parley.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.pricing.Cost;
import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.SpanKey;
import dev.parley.server.query.SpanDetail.Event;
import dev.parley.server.query.SpanDetail.MessageView;
import dev.parley.server.query.SpanDetail.UsageView;
import dev.parley.server.query.TraceView.Node;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.Messages;
import dev.parley.server.store.Scope;
import dev.parley.server.store.ScoreReader.ScoreFilter;
import dev.parley.server.store.SpanFilter;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.SpanReader.RawSpan;
import dev.parley.server.store.StoredSpan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists spans, shows traces and single spans. */
final class TracesQuery {
  private static final int MOST_SCORES = 1_000;

  private final SpanReader reader;
  private final Pricer pricer;
  private final int mostSpans;

  TracesQuery(SpanReader reader, Pricer pricer, int mostSpans) {
    this.reader = reader;
    this.pricer = pricer;
    this.mostSpans = mostSpans;
  }

  SpanPage page(Scope scope, SpanSearch search) {
    List<String> categories = reader.categories(scope.whole());
    if (search.asksForCost() || search.sort() == SpanSearch.Sort.COST) {
      return pricedPage(scope, search, categories);
    }
    return new SpanPage(
        reader.countSpans(scope, search.filter()),
        categories,
        items(
            reader.spans(
                scope,
                search.filter(),
                search.sort().name().toLowerCase(Locale.ROOT),
                search.descending(),
                search.limit(),
                search.offset())));
  }

  private record Candidate(SpanKey key, @Nullable BigDecimal order, long startNanos) {}

  /**
   * Cost is no column of the store: every matching call is priced, and only as many as the page
   * needs are kept. Other spans have no cost and follow, by start.
   */
  private SpanPage pricedPage(Scope scope, SpanSearch search, List<String> categories) {
    Comparator<BigDecimal> amounts = Comparator.naturalOrder();
    Comparator<Candidate> order =
        Comparator.comparing(
                Candidate::order,
                Comparator.nullsLast(search.descending() ? amounts.reversed() : amounts))
            .thenComparing(Comparator.comparingLong(Candidate::startNanos).reversed())
            .thenComparing(candidate -> candidate.key().traceId())
            .thenComparing(candidate -> candidate.key().spanId());
    int needed = search.offset() + search.limit();
    PriorityQueue<Candidate> best = new PriorityQueue<>(order.reversed());
    long[] calls = {0};
    reader.eachCall(
        scope,
        search.filter(),
        call -> {
          PricedGroup priced = pricer.price(call.group());
          if (!search.admits(priced)) {
            return;
          }
          calls[0]++;
          best.add(
              new Candidate(
                  call.key(),
                  orderOf(search, priced, call.durationNanos()),
                  call.group().startNanos()));
          if (best.size() > needed) {
            best.remove();
          }
        });
    List<SpanKey> keys =
        best.stream().sorted(order).skip(search.offset()).map(Candidate::key).toList();
    Map<SpanKey, StoredSpan> found =
        keys.isEmpty()
            ? Map.of()
            : reader.spans(keys).stream()
                .collect(Collectors.toMap(StoredSpan::key, Function.identity(), (a, b) -> a));
    List<StoredSpan> rows =
        new ArrayList<>(keys.stream().map(found::get).filter(Objects::nonNull).toList());
    SpanFilter filter = search.filter();
    long total = search.asksForCost() ? calls[0] : reader.countSpans(scope, filter);
    if (rows.size() < search.limit() && total > calls[0]) {
      int skip = (int) Math.max(0, search.offset() - calls[0]);
      rows.addAll(
          reader.spans(
              scope, filter.withoutCalls(), "start", true, search.limit() - rows.size(), skip));
    }
    return new SpanPage(total, categories, items(rows));
  }

  private static @Nullable BigDecimal orderOf(
      SpanSearch search, PricedGroup priced, long durationNanos) {
    CallGroup group = priced.group();
    return switch (search.sort()) {
      case COST -> priced.total();
      case TOKENS ->
          group.totalTokens() == 0 && !group.usageKnown()
              ? null
              : BigDecimal.valueOf(group.totalTokens());
      case START -> BigDecimal.valueOf(group.startNanos());
      case DURATION -> BigDecimal.valueOf(durationNanos);
    };
  }

  private List<SpanItem> items(List<StoredSpan> spans) {
    Map<SpanKey, String> categories = reader.categoriesOf(spans);
    return spans.stream()
        .map(span -> SpanItem.of(span, categories.get(span.key()), pricer))
        .toList();
  }

  /** The span's own category, else that of the nearest span around it that names one. */
  private static @Nullable String category(StoredSpan span, SpanTree tree) {
    return Stream.concat(Stream.of(span), tree.ancestors(span).stream())
        .map(each -> each.identity().category())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  @Nullable TraceView trace(String traceId) {
    List<StoredSpan> read = reader.trace(traceId, mostSpans + 1);
    if (read.isEmpty()) {
      return null;
    }
    List<StoredSpan> spans = read.subList(0, Math.min(mostSpans, read.size()));
    SpanTree tree = new SpanTree(spans);
    CallSum sum = new CallSum();
    spans.stream().filter(StoredSpan::isCall).map(pricer::price).forEach(sum::add);
    long start = spans.stream().mapToLong(StoredSpan::startNanos).min().orElseThrow();
    long end = spans.stream().mapToLong(StoredSpan::endNanos).max().orElseThrow();
    return new TraceView(
        traceId,
        Times.instant(start),
        Times.millis(end - start),
        spans.stream().map(StoredSpan::service).distinct().sorted().toList(),
        spans.stream().filter(StoredSpan::failed).count(),
        sum.tokens,
        Money.usd(sum.cost.total()),
        sum.cost.unpricedCalls(),
        distinct(spans, span -> span.identity().conversationId()),
        distinct(spans, span -> span.identity().userId()),
        read.size() > mostSpans,
        ScoreView.of(reader.scores(ScoreFilter.ofTrace(traceId), MOST_SCORES, 0)),
        tree.ordered().stream()
            .map(
                place ->
                    new Node(
                        SpanItem.of(place.span(), category(place.span(), tree), pricer),
                        place.span().parentSpanId(),
                        place.span().otelKind(),
                        place.depth(),
                        place.span().scopeName(),
                        place.span().parentSpanId() != null && tree.parent(place.span()) == null))
            .toList());
  }

  private static List<String> distinct(
      List<StoredSpan> spans, Function<StoredSpan, @Nullable String> value) {
    return spans.stream().map(value).filter(Objects::nonNull).distinct().toList();
  }

  @Nullable SpanDetail span(SpanKey key) {
    StoredSpan span = reader.span(key);
    RawSpan raw = reader.raw(key);
    if (span == null || raw == null) {
      return null;
    }
    Map<String, String> messages = reader.messageJson(List.of(span));
    Cost book =
        span.call().usage() == null
            ? null
            : pricer.bookCost(
                CallGroup.of(span.kind(), span.call(), span.startNanos(), span.failed()));
    return new SpanDetail(
        items(List.of(span)).get(0),
        span.parentSpanId(),
        span.otelKind().name().toLowerCase(Locale.ROOT),
        Messages.valueOf(raw.resource()),
        new SpanDetail.ScopeView(span.scopeName(), raw.scopeVersion()),
        Messages.valueOf(raw.attributes()),
        events(Messages.valueOf(raw.events())),
        Messages.valueOf(raw.links()),
        messages(span.system(), messages),
        messages(span.input(), messages),
        messages(span.output(), messages),
        ToolView.of(reader.tools(List.of(span)).get(key)),
        usage(span.call().usage()),
        span.call().finishReasons(),
        span.call().responseId(),
        span.call().serviceTier(),
        span.call().requestModel(),
        span.call().responseModel(),
        raw.dialect(),
        raw.droppedAttributes(),
        span.call().cost() == null ? null : Money.usd(span.call().cost().total()),
        book == null ? null : Money.usd(book.total()),
        ScoreView.of(reader.scores(ScoreFilter.ofSpan(key), MOST_SCORES, 0)));
  }

  private static List<MessageView> messages(List<String> hashes, Map<String, String> json) {
    return hashes.stream().map(hash -> MessageView.of(json.get(hash))).toList();
  }

  private static List<Event> events(JsonNode array) {
    List<Event> events = new ArrayList<>();
    for (JsonNode event : array) {
      JsonNode time = event.path("timeUnixNano");
      events.add(
          new Event(
              event.path("name").textValue(),
              time.isMissingNode() || time.isNull() ? null : Times.instant(time.asLong()),
              event.path("attributes")));
    }
    return events;
  }

  private static @Nullable UsageView usage(@Nullable Usage usage) {
    return usage == null
        ? null
        : new UsageView(
            usage.get(TokenBucket.INPUT),
            usage.get(TokenBucket.CACHE_READ),
            usage.cacheWriteTotal(),
            usage.get(TokenBucket.OUTPUT),
            usage.get(TokenBucket.REASONING),
            usage.get(TokenBucket.AUDIO_INPUT),
            usage.get(TokenBucket.AUDIO_OUTPUT));
  }
}
