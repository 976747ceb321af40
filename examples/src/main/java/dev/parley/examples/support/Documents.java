package dev.parley.examples.support;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;

/** JSON values in the form in which the AWS SDK takes them. */
final class Documents {

  private Documents() {}

  /** A document of a map, a list, a text, a number, a boolean or null. */
  static Document of(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Document.MapBuilder document = Document.mapBuilder();
      map.forEach((key, member) -> document.putDocument(String.valueOf(key), of(member)));
      return document.build();
    }
    if (value instanceof List<?> list) {
      return Document.fromList(list.stream().map(Documents::of).toList());
    }
    if (value instanceof Boolean flag) {
      return Document.fromBoolean(flag);
    }
    if (value instanceof Number number) {
      return Document.fromNumber(number.toString());
    }
    return value == null ? Document.fromNull() : Document.fromString(value.toString());
  }
}
