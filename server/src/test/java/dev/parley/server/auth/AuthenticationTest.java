package dev.parley.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Keys and logins, against a whole server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationTest {
  private static final String STATUS = "/api/v1/parley/status";
  private static final String EMPTY_TRACES = "{\"resourceSpans\":[]}";

  private KeyedServer server;
  private String all;
  private String sender;
  private String reader;

  @BeforeAll
  void start(@TempDir Path folder) {
    KeyFile file = new KeyFile(folder.resolve("data"));
    all = KeyedServer.key(file, "shop", Right.INGEST, Right.READ);
    sender = KeyedServer.key(file, "shop", Right.INGEST);
    reader = KeyedServer.key(file, "shop", Right.READ);
    server = new KeyedServer(folder.resolve("data"), "--log-level=error");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  @DisplayName("A key is taken as Bearer, as Basic with any user or none, and as x-api-key")
  void ways() throws Exception {
    for (String[] header :
        new String[][] {
          {"Authorization", "Bearer " + all},
          {"Authorization", "bearer  " + all},
          {"Authorization", "Basic " + base64("anybody:" + all)},
          {"Authorization", "Basic " + base64(":" + all)},
          {"Authorization", "Basic " + base64(all + ":")},
          {"Authorization", all},
          {"x-api-key", all},
          {"api-key", all}
        }) {
      HttpResponse<String> answer =
          server.send(server.request(STATUS).header(header[0], header[1]));
      assertThat(answer.statusCode()).as(header[1]).isEqualTo(200);
      assertThat(answer.body()).contains("\"project\":\"shop\"");
    }
  }

  @Test
  @DisplayName("Without a key, or with one that is none, every path is 401 and says what to send")
  void unauthenticated() throws Exception {
    String almost = all.substring(0, all.length() - 1) + (all.endsWith("a") ? 'b' : 'a');
    for (String path :
        List.of(
            STATUS,
            "/api/v1/parley/openapi.json",
            "/api/no",
            "/metrics",
            "/v1/traces",
            "/no/such",
            "/",
            "/conversations",
            "/%61pi/v1/parley/status",
            "/api/v1/parley/changes")) {
      assertThat(server.send(server.request(path)).statusCode()).as(path).isEqualTo(401);
      for (String value : List.of("Bearer " + almost, "Bearer x", "Basic %%%", "Bearer", "")) {
        HttpResponse<String> answer =
            server.send(server.request(path).header("Authorization", value));
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
            .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer "));
        assertThat(answer.body()).contains("Authorization").doesNotContain(almost);
      }
    }
    assertThat(server.send(server.request("/health")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("A key without the right is 403, on each side")
  void rights() throws Exception {
    assertThat(server.get(sender, STATUS).statusCode()).isEqualTo(403);
    assertThat(server.get(sender, "/metrics").statusCode()).isEqualTo(403);
    assertThat(server.post(reader, "/v1/traces", EMPTY_TRACES).statusCode()).isEqualTo(403);
    assertThat(server.post(reader, "/api/v1/parley/scores", "{}").statusCode()).isEqualTo(403);
    assertThat(server.post(sender, "/v1/traces", EMPTY_TRACES).statusCode()).isEqualTo(200);
    assertThat(server.get(reader, STATUS).statusCode()).isEqualTo(200);
    for (String method : List.of("DELETE", "PUT", "PATCH", "POST")) {
      assertThat(
              server
                  .send(
                      server
                          .request(STATUS)
                          .header("Authorization", "Bearer " + all)
                          .method(method, HttpRequest.BodyPublishers.noBody()))
                  .statusCode())
          .as(method)
          .isEqualTo(403);
    }
  }

  @Test
  @DisplayName(
      "A key that may only send reads and removes nothing under gRPC's content type either")
  void contentTypeGrantsNothing() throws Exception {
    for (String type : List.of("application/grpc", "application/grpc+proto")) {
      for (String[] asked :
          new String[][] {
            {"GET", STATUS},
            {"GET", "/metrics"},
            {"DELETE", "/api/v1/parley/conversations/c"},
            {"DELETE", "/api/v1/parley/users/u"},
            {"POST", "/api/v1/parley/backups"}
          }) {
        HttpResponse<String> answer =
            server.send(
                server
                    .request(asked[1])
                    .header("Authorization", "Bearer " + sender)
                    .header("Content-Type", type)
                    .method(asked[0], HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.headers().firstValue("grpc-status")).as(asked[1]).hasValue("7");
        assertThat(answer.body()).as(asked[1]).isEmpty();
      }
    }
  }

  @Test
  @DisplayName("OTLP over HTTP is refused in its own encoding")
  void otlpRefusals() throws Exception {
    HttpResponse<String> json = server.post("x", "/v1/traces", EMPTY_TRACES);
    assertThat(json.statusCode()).isEqualTo(401);
    assertThat(json.body()).startsWith("{\"code\":16,\"message\":");
    HttpResponse<byte[]> protobuf =
        server.client.send(
            server
                .request("/v1/logs")
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(protobuf.statusCode()).isEqualTo(401);
    assertThat(com.google.rpc.Status.parseFrom(protobuf.body()).getCode()).isEqualTo(16);
  }

  @Test
  @DisplayName("gRPC is UNAUTHENTICATED without a key, PERMISSION_DENIED without the right")
  void grpc() throws Exception {
    assertThat(refused(stub(null))).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refused(stub("parley_no"))).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refused(stub(reader))).isEqualTo(Status.Code.PERMISSION_DENIED);

    String other = server.key("grpc-project", Right.INGEST, Right.READ);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(stub(other).export(request()).hasPartialSuccess()).isFalse());
    assertThat(server.json(other, STATUS).path("spans").intValue()).isEqualTo(1);
    assertThat(server.json(all, STATUS).path("spans").intValue()).isZero();
  }

  @Test
  @DisplayName("A server notices new and revoked keys, and stays closed when the last is gone")
  void changes(@TempDir Path folder) throws Exception {
    try (KeyedServer open = new KeyedServer(folder.resolve("data"), "--log-level=error")) {
      assertThat(open.send(open.request(STATUS)).statusCode()).isEqualTo(200);

      String key = open.key("default", Right.READ);
      awaitStatus(open, null, 401);
      awaitStatus(open, key, 200);

      assertThat(Keys.revoke(open.file, KeyText.of(key).id())).isTrue();
      awaitStatus(open, key, 401);
      awaitStatus(open, null, 401);

      Files.writeString(folder.resolve("data/keys.json"), "{not json");
      awaitStatus(open, null, 401);
      Files.delete(folder.resolve("data/keys.json"));
      String again = open.key("default", Right.READ);
      awaitStatus(open, again, 200);
    }
  }

  @Test
  @DisplayName("Keys are kept as hashes, in a file that only its owner may read")
  void file(@TempDir Path folder) throws Exception {
    KeyFile file = new KeyFile(folder.resolve("new/data"));
    String key = KeyedServer.key(file, "p", Right.READ);

    String kept = Files.readString(file.path());
    assertThat(kept).doesNotContain(key.substring(18)).contains(KeyText.sha256(key));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    assertThat(KeyText.of(key).toString()).doesNotContain(key.substring(18));
  }

  @Test
  @DisplayName("An address that others can reach is refused without keys, and taken with them")
  void otherAddresses(@TempDir Path folder) throws Exception {
    ServerConfig everywhere =
        ServerConfig.forFolder(folder.resolve("data"), "--bind-address=0.0.0.0");
    assertThatThrownBy(() -> ParleyServer.start(everywhere))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("./parley keys create");
    assertThat(folder.resolve("data")).doesNotExist();

    String key = KeyedServer.key(new KeyFile(folder.resolve("data")), "default", Right.READ);
    try (KeyedServer server = new KeyedServer(folder.resolve("data"), "--bind-address=0.0.0.0")) {
      assertThat(server.get(key, STATUS).statusCode()).isEqualTo(200);
      assertThat(server.send(server.request(STATUS)).statusCode()).isEqualTo(401);
    }
  }

  @Test
  @DisplayName("A browser is led to the page, logs in with a key, and logs out")
  void login() throws Exception {
    HttpResponse<String> led =
        server.send(server.request("/traces?q=a%26b").header("Accept", "text/html"));
    assertThat(led.statusCode()).isEqualTo(303);
    String to = led.headers().firstValue("Location").orElseThrow();
    assertThat(to).isEqualTo("/login?next=%2Ftraces%3Fq%3Da%2526b");
    HttpResponse<String> page = server.send(server.request(to));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));

    assertThat(form("/login", "key=" + sender).statusCode()).isEqualTo(403);
    assertThat(form("/login", "key=wrong").statusCode()).isEqualTo(401);
    HttpResponse<String> in = form("/login", "key=" + reader + "&next=%2Ftraces%3Fq%3Da%2526b");
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).hasValue("/traces?q=a%26b");
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/");
    String held = cookie.substring(0, cookie.indexOf(';'));

    HttpResponse<String> status = server.send(server.request(STATUS).header("Cookie", held));
    assertThat(status.body()).contains("{\"project\":\"shop\",\"login\":true}");
    HttpResponse<String> foreign =
        server.send(
            server.request(STATUS).header("Cookie", held).header("Origin", "http://evil.example"));
    assertThat(foreign.statusCode()).isEqualTo(403);

    HttpResponse<String> out =
        server.send(
            server
                .request("/logout")
                .header("Cookie", held)
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(out.headers().firstValue("Location")).hasValue("/login");
    assertThat(server.send(server.request(STATUS).header("Cookie", held)).statusCode())
        .isEqualTo(401);
  }

  @Test
  @DisplayName("After a login nobody is led to another server, and nothing given is markup")
  void hostileLogin() throws Exception {
    for (String next : List.of("//evil.example", "https://evil.example", "/%5Cevil", "/a%0D%0Ab")) {
      HttpResponse<String> in = form("/login", "key=" + reader + "&next=" + next);
      assertThat(in.headers().firstValue("Location")).as(next).hasValue("/");
    }
    HttpResponse<String> page =
        server.send(server.request("/login?once=%22%3E%3Cscript%3E&next=/%22%3Cb%3E"));
    assertThat(page.body()).doesNotContain("<script>").doesNotContain("<b>");
  }

  @Test
  @DisplayName("The first start with keys gives a link that logs in once; later starts give none")
  void link(@TempDir Path folder) throws Exception {
    KeyFile file = new KeyFile(folder.resolve("data"));
    KeyedServer.key(file, "shop", Right.READ);
    KeyedServer.key(file, "blind", Right.INGEST);
    try (KeyedServer server = new KeyedServer(folder.resolve("data"))) {
      assertThat(server.server.loginLinks()).containsOnlyKeys("shop");
      String link = server.server.loginLinks().get("shop");
      String word = link.substring(link.indexOf("once=") + 5);
      assertThat(server.send(server.request("/login?once=" + word)).body()).contains("by-link");

      assertThat(form(server, "/login", "once=" + word).statusCode()).isEqualTo(303);
      assertThat(form(server, "/login", "once=" + word).statusCode()).isEqualTo(401);
    }
    try (KeyedServer server = new KeyedServer(folder.resolve("data"))) {
      assertThat(server.server.loginLinks()).isEmpty();
    }
  }

  @Test
  @DisplayName("Every answer tells browsers to guess, frame and share nothing, and allows no CORS")
  void securityHeaders() throws Exception {
    for (String path : List.of("/", "/login", "/health", STATUS, "/metrics", "/v1/traces", "/no")) {
      for (String key : List.of(all, "wrong")) {
        HttpResponse<String> answer = server.get(key, path);
        assertThat(answer.headers().map())
            .as(path)
            .containsEntry("x-content-type-options", List.of("nosniff"))
            .containsEntry("x-frame-options", List.of("DENY"))
            .containsEntry("referrer-policy", List.of("same-origin"))
            .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
            .containsKey("content-security-policy")
            .doesNotContainKey("access-control-allow-origin");
      }
    }
  }

  private HttpResponse<String> form(String path, String fields) throws Exception {
    return form(server, path, fields);
  }

  private static HttpResponse<String> form(KeyedServer server, String path, String fields)
      throws Exception {
    return server.send(
        server
            .request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields)));
  }

  private static void awaitStatus(KeyedServer server, @Nullable String key, int status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              HttpRequest.Builder request = server.request(STATUS);
              if (key != null) {
                request.header("Authorization", "Bearer " + key);
              }
              assertThat(server.send(request).statusCode()).isEqualTo(status);
            });
  }

  private TraceServiceBlockingStub stub(@Nullable String key) {
    var builder = GrpcClients.builder("gproto+" + server.server.grpcAddress());
    if (key != null) {
      builder.addHeader("Authorization", "Bearer " + key);
    }
    return builder.build(TraceServiceBlockingStub.class);
  }

  private static Status.Code refused(TraceServiceBlockingStub stub) {
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> stub.export(request()));
    return refused.getStatus().getCode();
  }

  private static ExportTraceServiceRequest request() {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
                                .setSpanId(ByteString.fromHex("eee19b7ec3c1b174"))
                                .setName("chat")
                                .setStartTimeUnixNano(1_772_359_200_000_000_000L)
                                .setEndTimeUnixNano(1_772_359_200_000_000_005L))))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
