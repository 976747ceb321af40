package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.testing.Recordings;
import dev.parley.instrumentation.testing.Recordings.Interaction;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Every recording, through the real client, with content and without. What the span must say is
 * derived from the exchange's own JSON, and it must say nothing else.
 */
class BedrockRecordingsTest extends BedrockLoopback {

  static List<String> names() throws IOException {
    return Recordings.names("bedrock-");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  @DisplayName(
      "BED-01 BED-03 BED-05 BED-06 BED-08 BED-09 BED-12: the span is what the exchange says")
  void withContent(String name) throws Exception {
    replay(name, true);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  @DisplayName("TK-03: without content, it is what the exchange says but for what was said")
  void withoutContent(String name) throws Exception {
    contentOff();
    replay(name, false);
  }

  private void replay(String name, boolean content) throws Exception {
    for (Interaction exchange : Recordings.read(name)) {
      exporter.reset();
      server.answer(exchange);
      call(exchange);
      SpanData span = onlySpan();
      Map<String, Object> actual = new TreeMap<>(attributes(span));
      // Measured, not told by the exchange.
      actual.remove("gen_ai.response.time_to_first_chunk");
      actual.replaceAll((key, value) -> ExpectedSpan.comparable(key, value));

      Map<String, Object> expected = ExpectedSpan.of(exchange, content, server.port());
      assertThat(actual).as(name).isEqualTo(expected);
      assertThat(span.getStatus().getStatusCode())
          .isEqualTo(exchange.status() == 200 ? StatusCode.UNSET : StatusCode.ERROR);
      List<String> bodies = server.bodies();
      JsonNode sent = ExpectedSpan.JSON.readTree(bodies.get(bodies.size() - 1));
      assertThat(ExpectedSpan.plain(sent)).isEqualTo(ExpectedSpan.plain(exchange.request()));
    }
  }

  /** An error of the service is what some recordings are about. */
  private void call(Interaction exchange) {
    try {
      CompletableFuture<?> call = RecordedCalls.make(exchange, this);
      call.join();
      assertThat(exchange.status()).isEqualTo(200);
    } catch (CompletionException | SdkException failure) {
      assertThat(exchange.status()).isNotEqualTo(200);
    }
  }

  static String segment(Interaction exchange, int index) {
    return URLDecoder.decode(exchange.path().split("/", -1)[index], StandardCharsets.UTF_8);
  }
}
