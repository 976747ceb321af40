package dev.parley.examples.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import dev.parley.sdk.Destination;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SendTest {

  @Test
  @DisplayName("Last9 gets spans with its authorization")
  void last9() throws Exception {
    try (LoopbackReceiver receiver = LoopbackReceiver.start()) {
      assertThat(SendToLast9.send(Destination.last9(receiver.url(), "user:password"))).isTrue();

      assertThat(onlySpan(receiver)).isEqualTo("answer");
      assertThat(headers(receiver).getFirst("Authorization"))
          .isEqualTo("Basic dXNlcjpwYXNzd29yZA==");
    }
  }

  @Test
  @DisplayName("Coralogix gets spans with its token, the application and the subsystem")
  void coralogix() throws Exception {
    try (LoopbackReceiver receiver = LoopbackReceiver.start()) {
      assertThat(SendToCoralogix.send(SendToCoralogix.standIn(receiver.url()))).isTrue();

      assertThat(onlySpan(receiver)).isEqualTo("answer");
      Headers headers = headers(receiver);
      assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer a-token");
      assertThat(headers.getFirst("cx-application-name")).isEqualTo("ai-application");
      assertThat(headers.getFirst("cx-subsystem-name")).isEqualTo("ai-subsystem");
    }
  }

  private static Headers headers(LoopbackReceiver receiver) {
    return receiver.requests("/v1/traces").get(0).headers();
  }

  private static String onlySpan(LoopbackReceiver receiver) throws IOException {
    List<LoopbackReceiver.Request> requests = receiver.requests("/v1/traces");
    assertThat(requests).hasSize(1);
    InputStream body = requests.get(0).body();
    ExportTraceServiceRequest sent =
        ExportTraceServiceRequest.parseFrom(
            "gzip".equals(requests.get(0).headers().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : body);
    return sent.getResourceSpans(0).getScopeSpans(0).getSpans(0).getName();
  }
}
