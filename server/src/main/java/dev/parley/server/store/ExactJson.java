package dev.parley.server.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON without losing anything and writes it canonically (keys sorted, no white space). What
 * a second reader could understand otherwise, such as a repeated key, is not read at all.
 */
final class ExactJson {
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final ObjectReader FOREIGN = mapper(500).readerFor(JsonNode.class);

  /** Packing nests what it reads in references, and JSON in strings at most twice. */
  private static final JsonMapper MAPPER = mapper(2_000);

  private static final ObjectReader OWN = MAPPER.readerFor(JsonNode.class);
  private static final ObjectWriter WRITER = MAPPER.writerFor(JsonNode.class);

  private ExactJson() {}

  /** The value that {@code text} writes, or null where it is not exactly one JSON value. */
  static @Nullable JsonNode read(String text) {
    return read(FOREIGN, text);
  }

  /** Reads what {@link #write} wrote. */
  static @Nullable JsonNode readOwn(String text) {
    return read(OWN, text);
  }

  private static @Nullable JsonNode read(ObjectReader reader, String text) {
    try {
      JsonNode node = reader.readTree(text);
      return node == null || node.isMissingNode() ? null : node;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  static String write(JsonNode node) {
    try {
      return WRITER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can be written", e);
    }
  }

  private static JsonMapper mapper(int depth) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        // What was stored is read back however long it is.
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNestingDepth(depth)
                        .build())
                .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(depth).build())
                .build())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .nodeFactory(NODES)
        .build();
  }
}
