package dev.parley.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.ParleyServer;
import dev.parley.server.config.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By plain sockets, because a client library would not send a wrong Host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostCheckTest {
  private ParleyServer server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = ParleyServer.start(ServerConfig.forFolder(folder.resolve("data")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health",
        "GET /",
        "GET /api/v1/parley/status",
        "GET /no/such/path",
        "POST /v1/traces",
        "POST /opentelemetry.proto.collector.trace.v1.TraceService/Export",
        "DELETE /v1/traces"
      })
  @DisplayName("A foreign Host is refused on every path, and the answer says what to do")
  void foreignHost(String request) throws IOException {
    for (String host :
        new String[] {
          "evil.example", "evil.example:4318", "127.0.0.1.evil.example", "localhost."
        }) {
      String answer = exchange(request, "Host: " + host);
      assertThat(answer).startsWith("HTTP/1.1 403 ");
      if (!request.startsWith("POST /open")) {
        assertThat(answer).contains(host).contains("allowed-hosts");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "LOCALHOST:1", "127.0.0.1:4318", "[::1]:4318"})
  @DisplayName("The server's own names are answered, with any port in front of it")
  void ownHost(String host) throws IOException {
    assertThat(exchange("GET /health", "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://evil.example   | 403
          null                  | 403
          http://localhost:3000 | 403
          http://localhost:4318 | 200
          """)
  @DisplayName("Only pages of the server itself may call it")
  void origins(String origin, int status) throws IOException {
    assertThat(exchange("GET /health", "Host: localhost:4318\r\nOrigin: " + origin))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  private String exchange(String request, String headers) throws IOException {
    URI address = URI.create(server.httpAddress());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String text =
          request
              + " HTTP/1.1\r\n"
              + headers
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      return answer(new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)));
    }
  }

  /** Head and body, by the length that the head gives: the connection may stay open. */
  private static String answer(BufferedReader reader) throws IOException {
    StringBuilder answer = new StringBuilder();
    int length = 0;
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      answer.append(line).append('\n');
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    for (int i = 0; i < length; i++) {
      answer.append((char) reader.read());
    }
    return answer.toString();
  }
}
