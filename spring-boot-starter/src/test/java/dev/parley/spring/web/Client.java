package dev.parley.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.spring.Recorded;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;

/** Talks to an application on the port that it has. */
record Client(HttpClient http, String address) {
  Client(ConfigurableApplicationContext application) {
    this(
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
        "http://localhost:" + application.getEnvironment().getProperty("local.server.port"));
  }

  String get(String path, String... headers) {
    return later(path, headers).join();
  }

  private CompletableFuture<String> later(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response -> {
              assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
              return response.body();
            });
  }

  /** Two requests in each of fifty conversations, each of a user of its own. */
  void fiftyAtOnce(String path) {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int n = i % 50;
      answers.add(later(path, "X-Conversation-Id", "c-" + n + "-50", "Cookie", "who=u-" + n));
    }
    answers.forEach(CompletableFuture::join);
  }

  /** Every span of a trace is of one conversation and its user, and each of them has two turns. */
  static void assertNoneMixed(List<SpanData> spans) {
    Map<String, List<SpanData>> traces =
        spans.stream().collect(Collectors.groupingBy(SpanData::getTraceId));
    assertThat(traces).hasSize(100);
    Map<String, TreeSet<Long>> turns = new TreeMap<>();
    traces
        .values()
        .forEach(
            trace -> {
              String id = trace.get(0).getAttributes().get(Recorded.CONVERSATION);
              String user = "u-" + id.split("-", -1)[1];
              Long turn = trace.get(0).getAttributes().get(Recorded.TURN);
              assertThat(trace)
                  .allSatisfy(
                      span -> {
                        assertThat(span.getAttributes().get(Recorded.CONVERSATION)).isEqualTo(id);
                        assertThat(span.getAttributes().get(Recorded.USER)).isEqualTo(user);
                        assertThat(span.getAttributes().get(Recorded.TURN)).isEqualTo(turn);
                      });
              turns.computeIfAbsent(id, key -> new TreeSet<>()).add(turn);
            });
    assertThat(turns).hasSize(50);
    assertThat(turns.values()).allSatisfy(each -> assertThat(each).containsExactly(1L, 2L));
  }
}
