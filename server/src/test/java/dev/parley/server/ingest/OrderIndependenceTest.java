package dev.parley.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.dialect.Translation;
import dev.parley.server.dialect.Translator;
import dev.parley.server.model.Batch;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.Span;
import dev.parley.server.otlp.OtlpText;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Delivers every dialect's fixture again and again to one store, each time in an order and in
 * batches of its own, and compares what became of it. The first four digits of a trace's id tell
 * deliveries apart, so that all of them can share commits.
 */
@DisplayName("The order in which spans and log records come decides nothing")
final class OrderIndependenceTest {
  private static final Path FOLDER = Path.of("src/test/resources/dialects");
  private static final int ORDERS = 100;

  /** Large groups, and no deadline that a slow machine would miss. */
  private static final IngestLimits PATIENT =
      new IngestLimits(
          10_000,
          Duration.ofMillis(50),
          40_000,
          128_000_000L,
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));

  /** Messages of calls whose spans have none, as they are sent in log records. */
  private static final String CONTENT =
      """
      {"resourceLogs":[{"scopeLogs":[{"scope":{"name":"io.opentelemetry.openai-java-1.1"},"logRecords":[
        {"timeUnixNano":"1785585600000000001","eventName":"gen_ai.user.message",
         "traceId":"5b8efff798038103d269b633813fc60c","spanId":"0000000000000003",
         "body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"Say hi"}}]}}},
        {"timeUnixNano":"1785585600000000002","eventName":"gen_ai.user.message",
         "traceId":"5b8efff798038103d269b633813fc60c","spanId":"0000000000000003",
         "body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"Twice"}}]}}},
        {"timeUnixNano":"1785585601000000000","eventName":"gen_ai.choice",
         "traceId":"5b8efff798038103d269b633813fc60c","spanId":"0000000000000003",
         "body":{"kvlistValue":{"values":[
           {"key":"index","value":{"intValue":"0"}},
           {"key":"finish_reason","value":{"stringValue":"stop"}},
           {"key":"message","value":{"kvlistValue":{"values":[
             {"key":"role","value":{"stringValue":"assistant"}},
             {"key":"content","value":{"stringValue":"Hi, hi"}}]}}}]}}}]}]}]}
      """;

  /** The same call as a span of another trace tells it. */
  private static final String EVENT =
      """
      {"resourceLogs":[{"scopeLogs":[{"scope":{"name":"com.anthropic.claude_code.events"},"logRecords":[
        {"timeUnixNano":"1700000002999000000",
         "traceId":"5b8efff798038103d269b633813fc60d","spanId":"0000000000002000",
         "body":{"stringValue":"claude_code.api_request"},
         "attributes":[
           {"key":"event.name","value":{"stringValue":"api_request"}},
           {"key":"model","value":{"stringValue":"claude-sonnet-4-5"}},
           {"key":"cost_usd","value":{"stringValue":"0.012"}},
           {"key":"input_tokens","value":{"stringValue":"12"}},
           {"key":"output_tokens","value":{"stringValue":"340"}},
           {"key":"request_id","value":{"stringValue":"req_1"}},
           {"key":"session.id","value":{"stringValue":"s1"}}]}]}]}]}
      """;

  /** But for the ids of spans made from log records, which are made of their session's. */
  private static final String ROWS =
      "SELECT left(trace_id::VARCHAR, 4) || string_agg(told, chr(10) ORDER BY told) FROM (SELECT"
          + " trace_id, concat_ws(' ', substr(trace_id::VARCHAR, 5), if(contains(attributes,"
          + " 'parley.span.source'), NULL, span_id), kind, usage_role,"
          + " 'counted', is_call, 'of', duplicate_of, fills, seen_by, 'conversation',"
          + " regexp_replace(conversation_id, '-[0-9a-f]{4}$', ''), conversation_from, 'user',"
          + " user_id, user_from, 'agent', agent_id, agent_name, agent_from, 'tokens',"
          + " input_tokens, cache_read_tokens, cache_write_tokens, output_tokens,"
          + " reasoning_tokens, 'cost', reported_cost, 'messages', system_messages::VARCHAR,"
          + " input_messages::VARCHAR, output_messages::VARCHAR) AS told FROM spans) GROUP BY"
          + " left(trace_id::VARCHAR, 4)";

  @TempDir private Path folder;

  @Test
  @DisplayName(
      "ING-04, vector 12: a hundred orders and batchings of each dialect's spans and logs, with"
          + " repeats and a restart, store identical rows")
  void orders() throws Exception {
    List<String> fixtures = fixtures();
    List<List<Batch>> deliveries = new ArrayList<>();
    for (String fixture : fixtures) {
      for (int order = 0; order <= ORDERS; order++) {
        deliveries.add(batches(parts(fixture, deliveries.size()), order));
      }
    }
    int steps = deliveries.stream().mapToInt(List::size).max().orElseThrow();
    Map<String, String> rows = new HashMap<>();
    for (int half = 0; half < 2; half++) {
      try (DuckDbStore store = DuckDbStore.open(folder, DuckDbOptions.DEFAULT);
          GroupCommit ingest = GroupCommit.start(store, PATIENT)) {
        for (int step = half == 0 ? 0 : 2; step < (half == 0 ? 2 : steps); step++) {
          submit(ingest, deliveries, step);
        }
        if (half == 1) {
          Tables.column(store, ROWS)
              .forEach(
                  row -> rows.put(row.toString().substring(0, 4), row.toString().substring(4)));
        }
      }
    }
    assertThat(rows).hasSize(deliveries.size());
    for (int i = 0; i < fixtures.size(); i++) {
      String expected = rows.get(prefix(i * (ORDERS + 1)));
      for (int order = 1; order <= ORDERS; order++) {
        assertThat(rows.get(prefix(i * (ORDERS + 1) + order)))
            .as("%s in the order of seed %s", fixtures.get(i), order)
            .isEqualTo(expected);
      }
    }
    assertThat(rows.get(prefix(fixtures.indexOf("claude-code.json") * (ORDERS + 1))))
        .containsOnlyOnce("own counted true")
        .containsOnlyOnce("model_call duplicate counted false");
  }

  static List<String> fixtures() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json") && !name.endsWith(".expected.json"))
          .sorted()
          .toList();
    }
  }

  private static String prefix(int delivery) {
    return String.format("%04x", delivery);
  }

  /** Each span and each record by itself, as it was sent. */
  static List<Batch> parts(String fixture, int delivery) throws IOException {
    List<Batch> parts = new ArrayList<>();
    Translation spans =
        Translator.spans(
            OtlpText.traces(moved(Files.readString(FOLDER.resolve(fixture)), delivery)));
    for (Span span : spans.batch().spans()) {
      parts.add(Batch.ofSpans(List.of(span)));
    }
    String logs =
        switch (fixture) {
          case "claude-code.json" -> EVENT;
          case "semconv-java-agent.json" -> CONTENT;
          default -> "{}";
        };
    Batch told = Translator.logs(OtlpText.logs(moved(logs, delivery))).batch();
    for (Span span : told.spans()) {
      parts.add(Batch.ofSpans(List.of(span)));
    }
    for (LogRecord log : told.logs()) {
      parts.add(Batch.ofLogs(List.of(log)));
    }
    return parts;
  }

  /** In traces and sessions of the delivery's own. */
  private static String moved(String json, int delivery) {
    return json.replaceAll("(\"traceId\": ?\")[0-9a-f]{4}", "$1" + prefix(delivery))
        .replace("\"s1\"", "\"s1-" + prefix(delivery) + "\"");
  }

  /** Order 0 is as it was sent, at once; the others repeat up to two of the parts at the end. */
  private static List<Batch> batches(List<Batch> parts, int order) {
    if (order == 0) {
      return List.of(together(parts));
    }
    Random random = new Random(order);
    List<Batch> shuffled = new ArrayList<>(parts);
    Collections.shuffle(shuffled, random);
    shuffled.addAll(
        List.copyOf(shuffled.subList(0, Math.min(2, random.nextInt(parts.size() + 1)))));
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < shuffled.size(); ) {
      int to = from + 1 + random.nextInt(shuffled.size() - from);
      batches.add(together(shuffled.subList(from, to)));
      from = to;
    }
    return batches;
  }

  static Batch together(List<Batch> batches) {
    return new Batch(
        batches.stream().flatMap(batch -> batch.spans().stream()).toList(),
        batches.stream().flatMap(batch -> batch.logs().stream()).toList(),
        List.of());
  }

  /** The batch of each delivery that is next, some hundred of them to a request. */
  private static void submit(GroupCommit ingest, List<List<Batch>> deliveries, int step)
      throws Exception {
    List<Batch> next =
        deliveries.stream()
            .filter(batches -> step < batches.size())
            .map(batches -> batches.get(step))
            .toList();
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (int from = 0; from < next.size(); from += 200) {
      receipts.add(ingest.submit(together(next.subList(from, Math.min(next.size(), from + 200)))));
    }
    for (CompletableFuture<Receipt> receipt : receipts) {
      receipt.get(60, TimeUnit.SECONDS);
    }
  }
}
