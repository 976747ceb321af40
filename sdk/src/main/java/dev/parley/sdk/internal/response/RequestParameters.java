package dev.parley.sdk.internal.response;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks a model for, found by its usual names: in a request that is a map, a JSON
 * tree or an object with accessors, or among a method's arguments.
 */
public final class RequestParameters {
  private static final Map<String, AttributeKey<?>> KEYS =
      Map.ofEntries(
          Map.entry("model", GenAiAttributes.REQUEST_MODEL),
          Map.entry("temperature", GenAiAttributes.REQUEST_TEMPERATURE),
          Map.entry("top_p", GenAiAttributes.REQUEST_TOP_P),
          Map.entry("top_k", GenAiAttributes.REQUEST_TOP_K),
          Map.entry("max_tokens", GenAiAttributes.REQUEST_MAX_TOKENS),
          Map.entry("max_completion_tokens", GenAiAttributes.REQUEST_MAX_TOKENS),
          Map.entry("max_output_tokens", GenAiAttributes.REQUEST_MAX_TOKENS),
          Map.entry("frequency_penalty", GenAiAttributes.REQUEST_FREQUENCY_PENALTY),
          Map.entry("presence_penalty", GenAiAttributes.REQUEST_PRESENCE_PENALTY),
          Map.entry("seed", AttributeKey.longKey("gen_ai.request.seed")),
          Map.entry("stop", GenAiAttributes.REQUEST_STOP_SEQUENCES),
          Map.entry("stop_sequences", GenAiAttributes.REQUEST_STOP_SEQUENCES));

  private RequestParameters() {}

  /**
   * Of a request as a whole, where it names a model, messages or a limit of tokens; else nothing.
   */
  public static void ofRequest(@Nullable Object request, AttributesBuilder attributes) {
    if (Shape.isStructure(request) && isRequest(request)) {
      KEYS.forEach((name, key) -> put(attributes, key, Shape.get(request, name)));
    }
  }

  private static boolean isRequest(@Nullable Object request) {
    return Shape.first(request, "model", "messages", "max_tokens", "max_output_tokens") != null
        && Shape.first(request, "choices", "usage") == null;
  }

  /** Of one argument of a method, by its name; {@code maxTokens} and {@code max_tokens} alike. */
  public static void ofArgument(String name, @Nullable Object value, AttributesBuilder attributes) {
    AttributeKey<?> key = KEYS.get(snake(name));
    if (key != null) {
      put(attributes, key, value);
    }
  }

  @SuppressWarnings("unchecked") // The key's type says what it takes.
  private static void put(
      AttributesBuilder attributes, AttributeKey<?> key, @Nullable Object value) {
    if (value == null) {
      return;
    }
    switch (key.getType()) {
      case DOUBLE -> {
        Double number = number(value);
        if (number != null) {
          attributes.put((AttributeKey<Double>) key, number);
        }
      }
      case LONG -> {
        Double number = number(value);
        if (number != null) {
          attributes.put((AttributeKey<Long>) key, number.longValue());
        }
      }
      case STRING_ARRAY -> {
        List<String> texts = texts(value);
        if (!texts.isEmpty()) {
          attributes.put((AttributeKey<List<String>>) key, texts);
        }
      }
      default -> {
        String text = Shape.text(value);
        if (text != null && !text.isEmpty()) {
          attributes.put((AttributeKey<String>) key, text);
        }
      }
    }
  }

  private static @Nullable Double number(Object value) {
    try {
      return value instanceof Number number
          ? (Double) number.doubleValue()
          : Double.valueOf(String.valueOf(Shape.text(value)));
    } catch (NumberFormatException none) {
      return null;
    }
  }

  private static List<String> texts(Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof CharSequence) {
      texts.add(value.toString());
    }
    for (Object item : Shape.list(value)) {
      String text = Shape.text(item);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static String snake(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
