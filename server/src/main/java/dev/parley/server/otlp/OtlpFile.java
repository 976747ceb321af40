package dev.parley.server.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.server.dialect.Translation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OTLP that was written into a file: requests of any signal as JSON, one or several after each
 * other (as the Collector's file exporter writes them), or one request in protobuf; plain or gzip.
 */
public final class OtlpFile {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_BYTES = 1 << 30;

  private OtlpFile() {}

  /**
   * Reads a file.
   *
   * @param requests is given each request, in the server's own terms
   * @throws IOException if the file can't be read, or holds something else; what came before is
   *     given then. The message says where and what was expected
   */
  public static void read(Path file, Consumer<Translation> requests) throws IOException {
    byte[] body = Files.readAllBytes(file);
    if (body.length > 2 && body[0] == (byte) 0x1f && body[1] == (byte) 0x8b) {
      try {
        body = Compression.GZIP.decompress(body, MOST_BYTES);
      } catch (Refusal refusal) {
        throw new IOException(file + ": " + refusal.getMessage(), refusal);
      }
    }
    if (isJson(body)) {
      readJson(file, body, requests);
    } else {
      requests.accept(readProtobuf(file, body));
    }
  }

  private static boolean isJson(byte[] body) {
    for (byte each : body) {
      if (!Character.isWhitespace(each)) {
        return each == '{';
      }
    }
    return false;
  }

  private static void readJson(Path file, byte[] body, Consumer<Translation> requests)
      throws IOException {
    int number = 0;
    String text = new String(body, StandardCharsets.UTF_8);
    try (MappingIterator<JsonNode> nodes = JSON.readerFor(JsonNode.class).readValues(text)) {
      while (nodes.hasNextValue()) {
        JsonNode node = nodes.nextValue();
        number++;
        Signal signal = signal(node);
        if (signal == null) {
          throw new IOException(
              "request "
                  + number
                  + " (expected: an object with \"resourceSpans\", \"resourceLogs\" or"
                  + " \"resourceMetrics\")");
        }
        requests.accept(signal.translate(OtlpJson.read(JSON.writeValueAsBytes(node), signal)));
      }
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable Signal signal(JsonNode node) {
    for (Signal signal : Signal.values()) {
      if (node.has(signal.jsonKey)) {
        return signal;
      }
    }
    return null;
  }

  private static Translation readProtobuf(Path file, byte[] body) throws IOException {
    for (Signal signal : Signal.values()) {
      if (Hints.isRequest(signal, body)) {
        return signal.translate(signal.parse(body));
      }
    }
    throw new IOException(
        file + ": neither JSON nor a protobuf request of OTLP (expected: one of them)");
  }
}
