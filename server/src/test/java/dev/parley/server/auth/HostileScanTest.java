package dev.parley.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every route, with what no client should send: it is refused or answered, never a fault. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileScanTest {
  /** As they stand in an address. */
  private static final List<String> VALUES =
      List.of(
          "",
          "%00",
          "%ff%fe",
          "%ed%a0%80",
          "%F0%9F%92%A9%E2%80%AE%CC%81",
          "-1",
          "0",
          "9223372036854775808",
          "1e309",
          "NaN",
          "1".repeat(400),
          "2026-13-45T99:99:99Z",
          "%27%3B%20DROP%20TABLE%20spans%3B%20--",
          "..%2F..%2Fetc%2Fpasswd",
          "%7B%22%24ne%22%3Anull%7D",
          "%25s%25n%24%7Bjndi%3Aldap%3A%2F%2Fx%7D",
          encoded("(".repeat(3_000)),
          encoded("not ".repeat(1_000) + "user = \"x\""),
          encoded("user = \"x\" and ".repeat(300) + "user = \"x\""),
          encoded("user ~ \"(a+)+$\""),
          "eyJ0IjoxfQ==",
          "%5B%5D",
          "a".repeat(30_000));

  private static final int FEW = 7;

  private static final Map<String, String> REQUIRED =
      Map.of(
          "from", "1772355600000",
          "to", "1772362800000",
          "id", "c",
          "by", "model",
          "traceId", "5b8efff798038103d269b633813fc60c",
          "spanId", "eee19b7ec3c1b174");

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE");

  private KeyedServer server;
  private String key;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    key = KeyedServer.key(new KeyFile(folder.resolve("data")), "scan", Right.values());
    server = new KeyedServer(folder.resolve("data"), "--log-level=error");
    server.post(
        key,
        "/v1/traces",
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",
        "spanId":"eee19b7ec3c1b174","name":"chat","startTimeUnixNano":"1772359200000000000",
        "endTimeUnixNano":"1772359200000000005","attributes":[
        {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
        {"key":"gen_ai.conversation.id","value":{"stringValue":"c"}}]}]}]}]}\
        """);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** After all of it, the server is well and has what it had. */
  @AfterEach
  void answers() throws Exception {
    assertThat(server.get(key, "/health").statusCode()).isEqualTo(200);
    assertThat(server.json(key, "/api/v1/parley/status").path("version").isTextual()).isTrue();
  }

  @Test
  @DisplayName("No parameter of any route makes a fault: missing, repeated, long or senseless")
  void parameters() throws Exception {
    Map<String, Integer> seen = new HashMap<>();
    List<Asked> asked = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : paths().entrySet()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        JsonNode parameters = operation.getValue().path("parameters");
        asked.add(new Asked(method, path.getKey().replaceAll("[{}]", "x")));
        asked.add(new Asked(method, address(path.getKey(), parameters, "unknown", "x")));
        for (JsonNode parameter : parameters) {
          String name = parameter.path("name").textValue();
          int before = seen.merge(name, 1, Integer::sum) - 1;
          for (int i = 0; i < VALUES.size(); i++) {
            // One way to read parameters serves all routes: again, a name is tried with a few.
            if (before == 0 || (i + before) % FEW == 0) {
              asked.add(new Asked(method, address(path.getKey(), parameters, name, VALUES.get(i))));
            }
          }
          asked.add(
              new Asked(method, address(path.getKey(), parameters, name, "x") + "&" + name + "=y"));
        }
      }
    }
    assertThat(asked).hasSizeGreaterThan(1_000);
    assertNoFault(asked);
  }

  /** A request that is nothing but its first line. */
  private record Asked(String method, String address) {}

  private void assertNoFault(List<Asked> asked) throws Exception {
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (Asked each : asked) {
        tasks.add(
            () -> {
              int status = status(each.method, each.address, new byte[0], "application/json");
              if (status >= 500) {
                faults.add(status + " " + each.method + " " + shortened(each.address));
              }
              return null;
            });
      }
      for (Future<Void> each : threads.invokeAll(tasks)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(faults).isEmpty();
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(200, text.length()));
  }

  @Test
  @DisplayName("No header makes a fault, whatever its length, its characters or its number")
  void headers() throws Exception {
    List<String> faults = new ArrayList<>();
    for (String name :
        List.of(
            "Accept",
            "Accept-Encoding",
            "Content-Type",
            "Content-Encoding",
            "Authorization",
            "Cookie",
            "Origin",
            "If-None-Match",
            "Range",
            "X-Forwarded-For",
            "traceparent",
            "x-api-key",
            "User-Agent",
            "TE",
            "X-" + "y".repeat(500))) {
      for (String value :
          List.of("", "\u00ff\u00fe", ";;;,,,===", "x".repeat(4_000), "x".repeat(20_000))) {
        for (String path : List.of("/api/v1/parley/status", "/metrics", "/", "/v1/traces")) {
          HttpRequest.Builder request =
              server.request(path).version(HttpClient.Version.HTTP_1_1).setHeader(name, value);
          if (!name.equals("Authorization")) {
            request.header("Authorization", "Bearer " + key);
          }
          int status =
              server
                  .client
                  .send(request.build(), HttpResponse.BodyHandlers.discarding())
                  .statusCode();
          if (status >= 500) {
            faults.add(status + " " + path + " " + name + ": " + shortened(value));
          }
        }
      }
    }
    assertThat(faults).isEmpty();
    HttpRequest.Builder many =
        server.request("/api/v1/parley/status").version(HttpClient.Version.HTTP_1_1);
    for (int i = 0; i < 2_000; i++) {
      many.header("x-" + i, "y");
    }
    assertThat(
            server.client.send(many.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
        .isBetween(400, 499);
  }

  @Test
  @DisplayName("No method on any path makes a fault")
  void methods() throws Exception {
    List<String> paths = new ArrayList<>();
    paths()
        .forEach(
            (path, item) ->
                paths.add(address(path, item.path("get").path("parameters"), "unknown", "x")));
    paths.addAll(
        List.of(
            "/",
            "/login",
            "/logout",
            "/metrics",
            "/health",
            "/v1/traces",
            "/v1/logs",
            "/v1/metrics",
            "/api",
            "/api/v1/parley",
            "/assets/x.js",
            "/a%00b",
            "//api/v1/parley/status",
            "/api/v1/parley/../../../etc/passwd",
            "/api/v1/parley/traces/%2e%2e/x",
            "/api/v1/parley/status;a=b",
            "/api/v1/parley/status/",
            "/?%00=%00&&&=",
            "/" + "a/".repeat(2_000),
            "/%2e%2e/etc/passwd",
            "/%ff",
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            "/opentelemetry.proto.collector.trace.v1.TraceService/No"));
    List<String> faults = new ArrayList<>();
    for (String path : paths) {
      for (String method : METHODS) {
        if (path.endsWith("/changes") && method.equals("GET")) {
          continue; // It never ends.
        }
        int status = status(method, path, new byte[0], "application/json");
        // What no HTTP server knows is 501 by the standard.
        if (status >= 500 && !(method.equals("NONSENSE") && status == 501)) {
          faults.add(status + " " + method + " " + path);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  @DisplayName("No body makes a fault, whatever it says it is")
  void bodies() throws Exception {
    byte[] random = new byte[5_000];
    new Random(7).nextBytes(random);
    List<byte[]> bodies = new ArrayList<>(List.of(new byte[0], random));
    for (String text :
        List.of(
            "{",
            "[",
            "null",
            "true",
            "\"\\ud800\"",
            "[".repeat(20_000),
            "{\"a\":".repeat(20_000),
            "{\"id\":\"\\u0000\",\"name\":\"\\u0000\",\"value\":1,\"conversationId\":\"\\u0000\"}",
            "{\"name\":1,\"value\":\"x\",\"time\":-1}",
            "{\"name\":\"n\",\"value\":1e400,\"conversationId\":\"c\"}",
            "{\"name\":\"n\",\"value\":1,\"time\":99999999999999999999,\"conversationId\":\"c\"}",
            "{\"name\":\"n\",\"value\":1,\"turn\":99999999999,\"conversationId\":\"c\"}",
            "[" + "{},".repeat(2_000) + "{}]",
            "{\"resourceSpans\":{}}",
            "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":5,\"spanId\":[]}]}]}]}",
            "{\"resourceSpans\":[null],\"resourceLogs\":[null],\"resourceMetrics\":[null]}",
            "key=%zz&once=%00&next=%ff",
            "=&&&===")) {
      bodies.add(text.getBytes(UTF_8));
    }
    List<String> faults = new ArrayList<>();
    for (String path :
        List.of(
            "/v1/traces",
            "/v1/logs",
            "/v1/metrics",
            "/api/v1/parley/scores",
            "/api/v1/parley/backups",
            "/login")) {
      for (String type :
          List.of(
              "application/json",
              "application/json;charset=utf-16",
              "application/x-protobuf",
              "application/grpc",
              "application/x-www-form-urlencoded",
              "text/xml",
              "*/*",
              ";;;")) {
        boolean read = type.endsWith("json") || type.endsWith("protobuf") || path.equals("/login");
        for (byte[] body : read ? bodies : bodies.subList(0, 3)) {
          int status = status("POST", path, body, type);
          if (status >= 500) {
            String begin = new String(body, 0, Math.min(40, body.length), UTF_8);
            faults.add(status + " " + path + " " + type + " " + begin);
          }
        }
      }
      for (String encoding : List.of("gzip", "zstd", "br", "deflate", "gzip, gzip", "\u00ff")) {
        HttpRequest.Builder request =
            server
                .request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(random));
        if (server.send(request).statusCode() >= 500) {
          faults.add(path + " encoded as " + encoding);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private int status(String method, String path, byte[] body, String type) throws Exception {
    HttpResponse<Void> answer =
        server.client.send(
            server
                .request(path)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    return answer.statusCode();
  }

  private Map<String, JsonNode> paths() throws Exception {
    Map<String, JsonNode> paths = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> path :
        server.json(key, "/api/v1/parley/openapi.json").path("paths").properties()) {
      if (!path.getKey().endsWith("/changes")) {
        paths.put(path.getKey(), path.getValue());
      }
    }
    return paths;
  }

  private static String address(String path, JsonNode parameters, String name, String value) {
    String filled = path;
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : parameters) {
      String each = parameter.path("name").textValue();
      boolean hostile = each.equals(name);
      if (parameter.path("in").textValue().equals("path")) {
        filled = filled.replace("{" + each + "}", hostile ? value : REQUIRED.get(each));
      } else if (!hostile && parameter.path("required").booleanValue()) {
        query.append('&').append(each).append('=').append(REQUIRED.get(each));
      }
    }
    if (!path.contains("{" + name + "}")) {
      query.append('&').append(name).append('=').append(value);
    }
    return query.isEmpty() ? filled : filled + "?" + query.substring(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
