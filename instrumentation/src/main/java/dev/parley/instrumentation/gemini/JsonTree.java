package dev.parley.instrumentation.gemini;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.parley.instrumentation.internal.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON with the library's own Jackson, but for what is never recorded: data within messages
 * and the vectors of embeddings, of which only the size is kept.
 */
final class JsonTree {

  /**
   * What was not kept.
   *
   * @param size characters of a text, elements of a list
   */
  record Omitted(long size) {}

  /** The library's limit for a text may be raised, and texts of data are not kept here. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private JsonTree() {}

  /**
   * Reads one document.
   *
   * @throws IOException if it is no JSON, or the stream fails
   */
  static Tree read(InputStream in) throws IOException {
    try (JsonParser parser = FACTORY.createParser(in)) {
      return read(parser);
    }
  }

  /** As {@link #read(InputStream)}. */
  static Tree read(String json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return read(parser);
    }
  }

  private static Tree read(JsonParser parser) throws IOException {
    return parser.nextToken() == null ? Tree.NONE : Tree.of(value(parser, "", "", false));
  }

  /**
   * The value that the parser stands at.
   *
   * @param inside the field that the object around it is in
   * @param field the field that it is in itself
   * @param free whether it is the application's own, which may have any names
   */
  private static @Nullable Object value(
      JsonParser parser, String inside, String field, boolean free) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, field, free);
      case START_ARRAY ->
          !free && field.equals("values") && inside.startsWith("embedding")
              ? count(parser)
              : array(parser, inside, field, free);
      case VALUE_STRING ->
          !free && field.equals("data") && inside.equals("inlineData")
              ? new Omitted(parser.getTextLength())
              : parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> object(
      JsonParser parser, String inside, boolean free) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      boolean own = free || name.equals("args") || name.equals("response");
      fields.put(name, value(parser, inside, name, own));
    }
    return fields;
  }

  /** Elements are where their list is. */
  private static List<@Nullable Object> array(
      JsonParser parser, String inside, String field, boolean free) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, inside, field, free));
    }
    return elements;
  }

  private static Omitted count(JsonParser parser) throws IOException {
    long elements = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      elements++;
    }
    return new Omitted(elements);
  }
}
