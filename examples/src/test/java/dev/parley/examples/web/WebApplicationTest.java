package dev.parley.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.ModelAccount;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WebApplicationTest {

  @Test
  @DisplayName(
      "A request is one trace and one turn, in both services; the cookie is a conversation")
  void twoRequests() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback();
        StockService stock = new StockService(telemetry.parley());
        WebApplication shop =
            new WebApplication(telemetry.parley(), account.client(), stock.uri())) {
      HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
      HttpResponse<String> first = send(browser, shop, "/chat", "Do you have tents?");
      send(browser, shop, "/chat", "And sleeping bags?");
      String answer = first.headers().firstValue("X-Answer").orElseThrow();
      send(browser, shop, "/feedback", answer);
      await().atMost(Duration.ofMinutes(1)).until(() -> servers(telemetry).size() == 5);

      Map<Object, List<SpanData>> turns =
          telemetry.spans().stream()
              .filter(span -> !span.getName().equals("POST /feedback"))
              .collect(
                  Collectors.groupingBy(
                      span ->
                          MemoryTelemetry.attributes(span).get("gen_ai.conversation.turn_number")));
      assertThat(turns.keySet()).isEqualTo(Set.of(1L, 2L));
      assertThat(turns.values())
          .allSatisfy(
              turn -> {
                assertThat(turn)
                    .extracting(SpanData::getName)
                    .containsExactlyInAnyOrder(
                        "POST /chat",
                        "ask_stock",
                        "GET /stock",
                        "execute_tool count_pieces",
                        "chat gpt-4o");
                assertThat(turn).extracting(SpanData::getTraceId).containsOnly(traceOf(turn));
              });
      assertThat(telemetry.spans())
          .filteredOn(span -> !span.getName().equals("POST /feedback"))
          .extracting(span -> MemoryTelemetry.attributes(span).get("gen_ai.conversation.id"))
          .containsOnly(conversation(first))
          .hasSize(10);
      assertThat(telemetry.spans())
          .allSatisfy(
              span ->
                  assertThat(MemoryTelemetry.attributes(span).getOrDefault("user.id", "alice"))
                      .isEqualTo("alice"));
      assertThat(telemetry.logs()).hasSize(1);
      assertThat(MemoryTelemetry.attributes(telemetry.logs().get(0).getAttributes()))
          .contains(entry("gen_ai.evaluation.score.label", "thumbs_up"), entry("user.id", "alice"));
      assertThat(telemetry.logs().get(0).getSpanContext().getTraceId() + "/")
          .isEqualTo(answer.substring(0, 33));
    }
  }

  private static List<SpanData> servers(GlobalTelemetry telemetry) {
    return telemetry.spans().stream()
        .filter(span -> span.getName().startsWith("POST") || span.getName().startsWith("GET"))
        .toList();
  }

  private static String traceOf(List<SpanData> turn) {
    return turn.get(0).getTraceId();
  }

  private static String conversation(HttpResponse<String> response) {
    String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring("conversation=".length(), cookie.indexOf(';'));
  }

  private static HttpResponse<String> send(
      HttpClient browser, WebApplication shop, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(shop.uri(path))
            .header("X-User", "alice")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = browser.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }
}
