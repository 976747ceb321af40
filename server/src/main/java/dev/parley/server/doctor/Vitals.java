package dev.parley.server.doctor;

import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Span;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.UsageRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one emitter's spans have and lack. Not thread-safe. */
final class Vitals {
  private final PriceBook prices;
  private final List<String> tracesWithoutConversation = new ArrayList<>();
  private final List<String> tracesWithoutUser = new ArrayList<>();
  private final List<SpanKey> withoutContent = new ArrayList<>();
  private final SortedMap<String, Integer> unpriced = new TreeMap<>();
  private int spans;
  private int calls;
  private int genAi;
  private int tools;
  private int toolsWithContent;
  private int withoutUsage;
  private int withoutModel;

  Vitals(PriceBook prices) {
    this.prices = prices;
  }

  void add(Span span) {
    spans++;
    if (span.kind().isGenAi()) {
      genAi++;
    }
    if (span.kind() == Kind.TOOL_CALL && span.tool() != null) {
      tools++;
      boolean told = span.tool().arguments() != null || span.tool().result() != null;
      toolsWithContent += told ? 1 : 0;
    }
    if (span.kind().asksModel() && span.call().role() == UsageRole.OWN) {
      addCall(span);
    }
  }

  private void addCall(Span span) {
    calls++;
    if (span.identity().conversationId() == null) {
      tracesWithoutConversation.add(span.key().traceId());
    }
    if (span.identity().userId() == null) {
      tracesWithoutUser.add(span.key().traceId());
    }
    if (span.content().isEmpty()) {
      withoutContent.add(span.key());
    }
    Call call = span.call();
    String model = call.responseModel() != null ? call.responseModel() : call.requestModel();
    withoutModel += model == null ? 1 : 0;
    Usage usage = call.usage();
    if (usage == null) {
      // A call that failed has used nothing that could be told.
      withoutUsage += span.failure() == null ? 1 : 0;
    } else if (model != null && !isPriced(call, span.startNanos()) && call.cost() == null) {
      unpriced.merge(model, 1, Integer::sum);
    }
  }

  private boolean isPriced(Call call, long startNanos) {
    Instant start = Instant.ofEpochSecond(0, startNanos);
    return knows(call.provider(), call.responseModel(), start)
        || knows(call.provider(), call.requestModel(), start);
  }

  private boolean knows(@Nullable String provider, @Nullable String model, Instant at) {
    return model != null && prices.find(provider, model, at) != null;
  }

  int spans() {
    return spans;
  }

  int genAi() {
    return genAi;
  }

  int tools() {
    return tools;
  }

  int toolsWithContent() {
    return toolsWithContent;
  }

  int calls() {
    return calls;
  }

  /** Traces of calls that name no conversation themselves. */
  List<String> tracesWithoutConversation() {
    return tracesWithoutConversation;
  }

  int withoutUsage() {
    return withoutUsage;
  }

  /** Calls that tell nothing of what was said themselves. */
  List<SpanKey> withoutContent() {
    return withoutContent;
  }

  /** Traces of calls that name no user themselves. */
  List<String> tracesWithoutUser() {
    return tracesWithoutUser;
  }

  int withoutModel() {
    return withoutModel;
  }

  /** Calls by model that the price book does not know. */
  SortedMap<String, Integer> unpriced() {
    return unpriced;
  }
}
