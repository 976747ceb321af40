package dev.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.config.TlsFiles;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own. */
@DisplayName("TLS")
class TlsTest {
  private static final TlsKeyPair PAIR = TlsKeyPair.ofSelfSigned("localhost");
  private static final TlsKeyPair OTHER = TlsKeyPair.ofSelfSigned("localhost");

  @TempDir Path folder;

  private TlsFiles files(TlsKeyPair certificate, TlsKeyPair key) throws Exception {
    TlsFiles files = new TlsFiles(folder.resolve("chain.pem"), folder.resolve("key.pem"));
    write(files.key(), "PRIVATE KEY", key.privateKey().getEncoded());
    write(files.certificate(), "CERTIFICATE", certificate.certificateChain().get(0).getEncoded());
    return files;
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  private static HttpClient trusting(TlsKeyPair pair) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", pair.certificateChain().get(0));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> get(HttpClient client, String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address + "/api/v1/parley/status"))
            .timeout(Duration.ofSeconds(60))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static TraceServiceGrpc.TraceServiceBlockingStub traces(
      String address, ClientFactory clients) {
    return GrpcClients.builder("gproto+" + address)
        .factory(clients)
        .responseTimeout(Duration.ofSeconds(60))
        .build(TraceServiceGrpc.TraceServiceBlockingStub.class);
  }

  @Test
  @DisplayName("is spoken on both ports, by HTTP and gRPC, and nothing else is")
  void served() throws Exception {
    TlsFiles files = files(PAIR, PAIR);
    ServerConfig config =
        ServerConfig.forFolder(
            folder.resolve("data"),
            "--tls-certificate=" + files.certificate(),
            "--tls-key=" + files.key());
    try (ParleyServer server = ParleyServer.start(config);
        ClientFactory clients =
            ClientFactory.builder()
                .tlsCustomizer(tls -> tls.trustManager(PAIR.certificateChain()))
                .build()) {
      for (String address : List.of(server.httpAddress(), server.grpcAddress())) {
        assertThat(address).startsWith("https://127.0.0.1:");
        String named = address.replace("127.0.0.1", "localhost");
        HttpResponse<String> answer = get(trusting(PAIR), named);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.sslSession()).isPresent();
        assertThat(answer.headers().firstValue("strict-transport-security")).isPresent();
        assertThat(
                traces(named, clients)
                    .export(ExportTraceServiceRequest.getDefaultInstance())
                    .hasPartialSuccess())
            .isFalse();

        assertThatThrownBy(() -> get(trusting(OTHER), named)).isInstanceOf(IOException.class);
        String plain = named.replace("https:", "http:");
        assertThatThrownBy(() -> get(HttpClient.newHttpClient(), plain))
            .isInstanceOf(IOException.class);
        assertThatThrownBy(
                () -> traces(plain, clients).export(ExportTraceServiceRequest.getDefaultInstance()))
            .isInstanceOf(StatusRuntimeException.class);
      }
    }
  }

  @Test
  @DisplayName("shows a renewed certificate without a restart, and keeps the old one to a bad one")
  void renewed() throws Exception {
    TlsFiles files = files(PAIR, PAIR);
    try (TlsProvider provider = TlsKeys.read(files, Duration.ofMillis(20))) {
      assertThat(provider.keyPair("localhost")).isEqualTo(PAIR);
      Files.writeString(files.certificate(), "half written");
      files(OTHER, OTHER);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(provider.keyPair("localhost")).isEqualTo(OTHER));
    }
  }

  @Test
  @DisplayName("ends the start with 64 and one sentence where its files can't be used")
  void unusable() throws Exception {
    TlsFiles mismatched = files(PAIR, OTHER);
    assertThat(
            start("--tls-certificate=" + mismatched.certificate(), "--tls-key=" + mismatched.key()))
        .contains("chain.pem", "key.pem", "don't belong together");
    assertThat(start("--tls-certificate=" + mismatched.certificate()))
        .contains("tls-key is missing");
    assertThat(start("--tls-key=" + mismatched.key())).contains("tls-certificate is missing");
    assertThat(
            start("--tls-certificate=" + folder.resolve("none"), "--tls-key=" + mismatched.key()))
        .contains("none", "can't both be read");
    Path text = folder.resolve("text");
    Files.writeString(text, "hello");
    assertThat(start("--tls-certificate=" + text, "--tls-key=" + mismatched.key()))
        .contains(text.toString(), "name PEM files");
    assertThat(start("--tls-certificate=" + mismatched.certificate(), "--tls-key=" + text))
        .contains(text.toString(), "name PEM files");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  /** What a start that fails says. */
  private String start(String... flags) {
    var err = new ByteArrayOutputStream();
    List<String> all =
        new ArrayList<>(
            List.of("--data=" + folder.resolve("data"), "--grpc-port=0", "--http-port=0"));
    all.addAll(List.of(flags));
    int code =
        Main.run(all, Map.of(), folder, new PrintStream(err), new PrintStream(err, true, UTF_8));
    assertThat(code).as(err.toString(UTF_8)).isEqualTo(Main.USAGE);
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
    return err.toString(UTF_8);
  }
}
