package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import dev.parley.server.otlp.Acceptors;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.QueryLimit;
import dev.parley.server.store.StoreReadException;
import dev.parley.server.store.Tables;
import dev.parley.server.store.duckdb.SlowQuery;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A query that nobody waits for")
final class CancellationTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private TestStore store;
  private Server server;

  @BeforeEach
  void start() {
    store = new TestStore(folder);
    server =
        Server.builder()
            .bossGroupFactory(Acceptors::endingAtOnce)
            .http(0)
            .service(
                "/slow",
                new JsonService(
                    new JsonAnswers(Json.mapper()),
                    context -> new JsonService.Answer(HttpStatus.OK, SlowQuery.ask(store.store()))))
            .build();
    server.start().join();
  }

  @AfterEach
  void stop() {
    server.stop().join();
    store.close();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  @DisplayName("ends when its client goes away, and its reader serves the next one")
  void clientGoesAway(HttpClient.Version version) {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/slow"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    await().atMost(LONG).until(() -> store.store().busyReaders() == 1);

    answer.cancel(true);

    await().atMost(LONG).until(() -> store.store().busyReaders() == 0);
    assertThat(Tables.count(store.store(), "spans")).isZero();
  }

  @Test
  @DisplayName("ends when its connection is cut")
  void connectionIsCut() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.activeLocalPort())) {
      socket
          .getOutputStream()
          .write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      await().atMost(LONG).until(() -> store.store().busyReaders() == 1);
    }
    await().atMost(LONG).until(() -> store.store().busyReaders() == 0);
  }

  @Test
  @DisplayName("ends with the time of its request, of which later queries get none")
  void timeIsOver() {
    QueryLimit limit = QueryLimit.of(Duration.ofMillis(300));

    assertThatThrownBy(
            () ->
                limit.run(
                    () -> {
                      assertThatThrownBy(() -> SlowQuery.ask(store.store()))
                          .isInstanceOfSatisfying(
                              StoreReadException.class, e -> assertThat(e.isTimeout()).isTrue());
                      return store
                          .queries(dev.parley.pricing.PriceBook.empty())
                          .trace("0".repeat(31) + "1");
                    }))
        .isInstanceOf(StoreReadException.class)
        .hasMessageContaining("stopped after 0 s");
    assertThat(store.store().busyReaders()).isZero();
    assertThat(QueryLimit.current()).isNull();
  }
}
