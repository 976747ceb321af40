package dev.parley.server.redact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Redacts the texts inside JSON, so that it stays JSON and escapes hide nothing. Order, repeated
 * keys and the spelling of numbers stay; a number that is redacted becomes a text.
 */
final class RedactedJson {
  // What senders call the members of their objects is not to stay in memory.
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private RedactedJson() {}

  static boolean looksLikeJson(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isWhitespace(c)) {
        return c == '{' || c == '[';
      }
    }
    return false;
  }

  /**
   * The JSON with each text and number replaced; the same text when none was, and null when it is
   * no JSON.
   */
  static @Nullable String of(String text, UnaryOperator<String> redaction) {
    StringWriter written = new StringWriter(text.length());
    boolean changed = false;
    try (JsonParser in = JSON.createParser(text);
        JsonGenerator out = JSON.createGenerator(written)) {
      boolean over = false;
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (over) {
          return null;
        }
        changed |= copy(in, token, out, redaction);
        over = in.getParsingContext().inRoot();
      }
    } catch (IOException e) {
      return null;
    }
    return changed ? written.toString() : text;
  }

  private static boolean copy(
      JsonParser in, JsonToken token, JsonGenerator out, UnaryOperator<String> redaction)
      throws IOException {
    switch (token) {
      case FIELD_NAME, VALUE_STRING, VALUE_NUMBER_INT -> {
        String before = in.getText();
        String after = redaction.apply(before);
        boolean changed = !after.equals(before);
        if (token == JsonToken.FIELD_NAME) {
          out.writeFieldName(after);
        } else if (token == JsonToken.VALUE_STRING || changed) {
          out.writeString(after);
        } else {
          out.writeNumber(before);
        }
        return changed;
      }
      case VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
      default -> out.copyCurrentEvent(in);
    }
    return false;
  }
}
