package dev.parley.server.otlp;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The services on a server of two ports, and a plain HTTP client for them. */
final class OtlpServer implements AutoCloseable {
  static final OtlpLimits LIMITS = new OtlpLimits(64 * 1024, 1 << 20, Duration.ofSeconds(5));

  final RecordingIngest ingest = new RecordingIngest();
  private final OtlpServices services;
  private final Server server;
  private final HttpClient client = HttpClient.newHttpClient();

  OtlpServer() {
    this(LIMITS);
  }

  OtlpServer(OtlpLimits limits) {
    services = new OtlpServices(ingest, limits);
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    services.mount(builder);
    server = builder.build();
    server.start().join();
  }

  String address(int port) {
    int number =
        server.activePorts().values().stream()
            .map(each -> each.localAddress().getPort())
            .sorted()
            .toList()
            .get(port);
    return "http://127.0.0.1:" + number;
  }

  HttpResponse<byte[]> post(String path, byte[] body, String... headers) throws Exception {
    return send("POST", path, body, headers);
  }

  HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address(0) + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    // Not waited for: netty rests for two seconds before its threads end.
    CompletableFuture<Void> unused = server.stop();
    services.close();
  }
}
