package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A vector for a text: each word adds to a few places, so that texts with common words are near
 * each other.
 */
final class Embedding {
  private static final Pattern WORD = Pattern.compile("\\w+");

  private final float[] values;

  private Embedding(float[] values) {
    this.values = values;
  }

  static Embedding of(String text, int dimensions) {
    float[] values = new float[dimensions];
    WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .forEach(
            word -> {
              for (int i = 1; i <= 3; i++) {
                int place = word.group().hashCode() * 0x9E3779B1 * i;
                values[Math.floorMod(place, dimensions)] += 1f / i;
              }
            });
    double length = 0;
    for (float value : values) {
      length += value * value;
    }
    for (int i = 0; i < dimensions; i++) {
      values[i] = (float) (values[i] / Math.sqrt(Math.max(length, 1)));
    }
    return new Embedding(values);
  }

  /** The texts of a field that holds one or many. */
  static List<String> texts(JsonNode input) {
    List<String> texts = new ArrayList<>();
    if (input.isArray()) {
      input.forEach(text -> texts.add(text.asText()));
    } else {
      texts.add(input.asText());
    }
    return texts;
  }

  ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (float value : values) {
      array.add(value);
    }
    return array;
  }

  byte[] littleEndian() {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }
}
