package dev.parley.server.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The JSON inside telemetry: read tolerantly and within limits, written canonically. */
final class Json {
  /** How deep values may nest; hostile input nests deeper, prompts do not. */
  static final int MAX_DEPTH = 64;

  /** No string is longer than the largest body that a server can be told to accept. */
  private static final int MAX_STRING = Integer.MAX_VALUE - 16;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .build())
          .build();

  static final ObjectMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  /** Of what others could read otherwise, such as a repeated key, it makes nothing. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              FACTORY.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** The value that a text holds when it is a JSON array or object; null for any other text. */
  static @Nullable JsonNode structure(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isWhitespace(c)) {
        return c == '[' || c == '{' ? parse(text) : null;
      }
    }
    return null;
  }

  /** The value that a text holds; null when it is not JSON, was cut, or nests too deep. */
  static @Nullable JsonNode parse(String text) {
    return parse(MAPPER, text);
  }

  /** The same without losing anything: null also for an object with a repeated key. */
  static @Nullable JsonNode parseStrictly(String text) {
    return parse(STRICT, text);
  }

  private static @Nullable JsonNode parse(ObjectMapper mapper, String text) {
    try {
      JsonNode node = mapper.readTree(text);
      return node == null || node.isMissingNode() ? null : node;
    } catch (JsonProcessingException | NumberFormatException notJson) {
      // The latter for an exponent of more digits than any number has.
      return null;
    }
  }

  /** Reads a text token by token, within the same limits. */
  static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /** Keys sorted, no white space: equal values give equal text. */
  static String canonical(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code body} writes, as text. */
  static String write(Body body) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Something that writes JSON. */
  interface Body {
    void write(JsonGenerator out) throws IOException;
  }
}
