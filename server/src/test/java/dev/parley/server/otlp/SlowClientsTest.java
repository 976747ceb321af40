package dev.parley.server.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that come and do not go on. */
class SlowClientsTest {
  private static final int EACH = 400;
  private static final int SENT = 100;

  private final OtlpServer server = new OtlpServer();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  /** A connection that has sent this and waits. */
  private Socket after(String sent) throws IOException {
    int port = URI.create(server.address(0)).getPort();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    socket.getOutputStream().write(sent.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  @Test
  @DisplayName(
      "Idle connections, half a header and half a body by the hundred hold nobody up, and what is"
          + " finished late is answered")
  void many() throws Exception {
    String head =
        "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + SENT
            + "\r\n";
    List<Socket> late = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      after("");
      after(head);
      late.add(after(head + "\r\n{"));
    }

    byte[] empty = "{}".getBytes(US_ASCII);
    for (int i = 0; i < 10; i++) {
      assertThat(server.post("/v1/traces", empty, "Content-Type", "application/json").statusCode())
          .isEqualTo(200);
    }

    Socket last = late.get(EACH - 1);
    last.getOutputStream().write((" ".repeat(SENT - 2) + "}").getBytes(US_ASCII));
    last.getOutputStream().flush();
    byte[] status = last.getInputStream().readNBytes("HTTP/1.1 200".length());
    assertThat(new String(status, US_ASCII)).isEqualTo("HTTP/1.1 200");
  }
}
