package dev.parley.server.api;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.parley.pricing.PriceBook;
import dev.parley.server.otlp.Acceptors;
import dev.parley.server.query.TestStore;
import dev.parley.server.redact.Redaction;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The API alone, on a free port, over a store in a folder. */
final class TestApi implements AutoCloseable {
  private final TestStore store;
  private final Api api;
  private final Server server;

  TestApi(Path folder, PriceBook prices) {
    store = new TestStore(folder);
    api =
        new Api(
            project -> store.queries(prices),
            store.ingest(),
            store.removals(),
            Redaction.NONE,
            store.backups(),
            () -> List.of("http://127.0.0.1:4318"),
            "1.2.3");
    ServerBuilder builder = Server.builder().bossGroupFactory(Acceptors::endingAtOnce).http(0);
    api.mount(builder);
    server = builder.build();
    server.start().join();
  }

  TestStore store() {
    return store;
  }

  /** Of a path of the server. */
  URI root(String path) {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort() + path);
  }

  /** Of a path of the API. */
  URI uri(String path) {
    return root(Api.BASE + path);
  }

  /** Ends what goes on at the API; the server still answers. */
  void end() {
    api.close();
  }

  @Override
  public void close() {
    end();
    server.stop().join();
    store.close();
  }
}
