package dev.parley.examples.demo;

import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a day of visits in a few seconds: the same desk answers the same messages, and the exporter
 * moves every trace to the time that the plan gives it. Metrics are left out, for they can't be
 * moved.
 */
final class History {

  private static final AttributeKey<String> CONVERSATION =
      AttributeKey.stringKey("gen_ai.conversation.id");
  private static final int CUSTOMERS_AT_ONCE = 4;

  private final LoopbackProvider provider;
  private final SpanExporter exporter;
  private final Map<String, Queue<Instant>> starts = new ConcurrentHashMap<>();

  History(LoopbackProvider provider, SpanExporter exporter) {
    this.provider = provider;
    this.exporter = exporter;
  }

  /**
   * Plays the visits and exports their traces; closes the exporter.
   *
   * @return whether everything was delivered
   */
  boolean play(List<DayPlan.Visit> visits) throws IOException, InterruptedException {
    visits.forEach(
        visit -> starts.put(visit.customer().conversation(), new ArrayDeque<>(visit.turns())));
    TimeShiftingExporter shifting =
        new TimeShiftingExporter(exporter, new TimeShift(new LifelikeDurations()), this::start);
    try (OpenTelemetrySdk production = sdk("production", shifting);
        OpenTelemetrySdk staging = sdk("staging", shifting);
        Shop shop = Shop.open(production, provider);
        Shop test = Shop.open(staging, provider)) {
      ExecutorService customers = Executors.newFixedThreadPool(CUSTOMERS_AT_ONCE);
      try {
        List<Future<@Nullable Void>> played = new ArrayList<>();
        for (DayPlan.Visit visit : visits) {
          played.add(
              customers.submit(
                  () -> {
                    for (String message : visit.customer().messages()) {
                      (visit.staging() ? test : shop).write(visit.customer(), message);
                    }
                    return null;
                  }));
        }
        for (Future<@Nullable Void> visit : played) {
          visit.get();
        }
      } catch (ExecutionException e) {
        throw new IOException("a customer could not reach the support desk", e.getCause());
      } finally {
        customers.shutdownNow();
      }
      // As long as an export may take: a server that has only just started answers the first ones
      // last.
      shifting.flush().join(2, TimeUnit.MINUTES);
    }
    return shifting.deliveredEverything();
  }

  /** The next turn of the conversation that a trace belongs to; turns end in their order. */
  private Optional<Instant> start(List<SpanData> trace) {
    return trace.stream()
        .map(span -> span.getAttributes().get(CONVERSATION))
        .filter(id -> id != null && starts.containsKey(id))
        .findFirst()
        .flatMap(conversation -> Optional.ofNullable(starts.get(conversation)))
        .map(Queue::poll);
  }

  private static OpenTelemetrySdk sdk(String environment, SpanExporter exporter) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setResource(resource(environment))
                .setSpanLimits(SpanLimits.builder().setMaxNumberOfAttributes(512).build())
                .addSpanProcessor(ParleySpanProcessor.create())
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build())
        .build();
  }

  private static Resource resource(String environment) {
    return Resource.getDefault()
        .merge(
            Resource.create(
                Attributes.builder()
                    .put("service.name", Demo.SERVICE)
                    .put("service.version", Demo.VERSION)
                    .put("deployment.environment.name", environment)
                    .build()));
  }
}
