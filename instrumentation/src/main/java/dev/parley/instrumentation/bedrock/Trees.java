package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Tree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Makes trees of the SDK's requests and answers, and of JSON. By the names that the service itself
 * uses, so that one reading serves both, and no version of the SDK in particular is needed.
 */
final class Trees {

  /** Longer bodies are passed on, but not read. Bytes. */
  static final int LONGEST_BODY = 8 << 20;

  private Trees() {}

  /** A request or an answer; bytes stay as they are and are not copied. */
  static Tree of(SdkPojo pojo) {
    return new Tree(fields(pojo));
  }

  private static Map<String, Object> fields(SdkPojo pojo) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = plain(field.getValueOrDefault(pojo));
      if (value != null) {
        fields.put(field.memberName(), value);
      }
    }
    return fields;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value == null
        || value instanceof SdkAutoConstructList<?>
        || value instanceof SdkAutoConstructMap<?, ?>) {
      return null;
    } else if (value instanceof SdkPojo pojo) {
      return fields(pojo);
    } else if (value instanceof Document document) {
      return plain(document);
    } else if (value instanceof Collection<?> items) {
      List<@Nullable Object> list = new ArrayList<>(items.size());
      items.forEach(item -> list.add(plain(item)));
      return list;
    } else if (value instanceof Map<?, ?> entries) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      entries.forEach((key, item) -> map.put(String.valueOf(key), plain(item)));
      return map;
    } else if (value instanceof Float number) {
      // By its digits: 0.7f is not 0.699999988079071.
      return Double.valueOf(number.toString());
    }
    return value;
  }

  private static @Nullable Object plain(Document document) {
    if (document.isNull()) {
      return null;
    } else if (document.isString()) {
      return document.asString();
    } else if (document.isBoolean()) {
      return document.asBoolean();
    } else if (document.isNumber()) {
      return number(document.asNumber().stringValue());
    } else if (document.isList()) {
      List<@Nullable Object> list = new ArrayList<>();
      document.asList().forEach(item -> list.add(plain(item)));
      return list;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    document.asMap().forEach((key, item) -> map.put(key, plain(item)));
    return map;
  }

  /** What JSON says; nothing for what is none, or too long. */
  static Tree jsonOrNone(String json) {
    if (json.isEmpty() || json.length() > LONGEST_BODY) {
      return Tree.NONE;
    }
    try {
      return Tree.of(plain(JsonNode.parser().parse(json)));
    } catch (RuntimeException | StackOverflowError notJson) {
      return Tree.NONE;
    }
  }

  private static @Nullable Object plain(JsonNode node) {
    if (node.isString()) {
      return node.asString();
    } else if (node.isNumber()) {
      return number(node.asNumber());
    } else if (node.isBoolean()) {
      return node.asBoolean();
    } else if (node.isArray()) {
      List<JsonNode> items = node.asArray();
      List<@Nullable Object> list = new ArrayList<>(items.size());
      items.forEach(item -> list.add(plain(item)));
      return list;
    } else if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.asObject().forEach((key, item) -> map.put(key, plain(item)));
      return map;
    }
    return null;
  }

  /** The numbers of a map, and of the maps within it. */
  static Map<String, Object> numbers(Tree holder) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    holder
        .fields()
        .forEach(
            (name, value) -> {
              if (value instanceof Number || value instanceof Map<?, ?>) {
                numbers.put(String.valueOf(name), value);
              }
            });
    return numbers;
  }

  /** By its digits, so that it is written as it was. */
  private static Number number(String digits) {
    int length = digits.length();
    boolean whole = length < 19;
    for (int i = 0; whole && i < length; i++) {
      char c = digits.charAt(i);
      whole = (c >= '0' && c <= '9') || (c == '-' && i == 0);
    }
    return whole ? (Number) Long.valueOf(digits) : (Number) new BigDecimal(digits);
  }
}
