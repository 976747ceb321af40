package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ChangesTest {
  @Test
  @DisplayName("a commit while a page is being greeted is told to it")
  void commitDuringGreeting() throws Exception {
    AtomicReference<ObjLongConsumer<String>> store = new AtomicReference<>();
    AtomicBoolean first = new AtomicBoolean(true);
    Changes changes =
        new Changes(
            project -> {
              if (first.getAndSet(false)) {
                store.get().accept(project, 2);
                return 1;
              }
              return 2;
            },
            listener -> {
              store.set(listener);
              return () -> {};
            });
    try (Server server = Server.builder().http(0).service("/changes", changes).build()) {
      server.start().join();
      URI uri = URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/changes");
      HttpResponse<Stream<String>> response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
      CompletableFuture<Boolean> told =
          CompletableFuture.supplyAsync(
              () -> response.body().anyMatch(line -> line.contains("{\"revision\":2")));
      try {
        assertThat(told.get(10, TimeUnit.SECONDS)).isTrue();
      } finally {
        changes.close();
      }
    }
  }
}
