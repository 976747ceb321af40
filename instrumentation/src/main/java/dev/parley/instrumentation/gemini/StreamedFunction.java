package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.internal.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function that a model asks for argument by argument: its name comes first, then values with the
 * paths that they belong at, then nothing more.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling">
 *     streaming function call arguments</a>
 */
final class StreamedFunction {

  private final TextRoom room;
  private final Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
  private @Nullable String id;
  private @Nullable String name;

  StreamedFunction(TextRoom room) {
    this.room = room;
  }

  /** Whether there is more to come of a function, or this is more of one. */
  static boolean isPiece(Tree function) {
    return function.get("willContinue").isTrue() || function.get("partialArgs").exists();
  }

  /**
   * Adds a piece.
   *
   * @return whether there is more to come
   */
  boolean add(Tree function) {
    id = id == null ? function.get("id").text() : id;
    name = name == null ? function.get("name").text() : name;
    for (Map.Entry<?, ?> argument : function.get("args").fields().entrySet()) {
      arguments.put(String.valueOf(argument.getKey()), argument.getValue());
    }
    for (Tree value : function.get("partialArgs").items()) {
      new ArgumentPath(value.get("jsonPath").text("$")).put(arguments, value(value), room);
    }
    return function.get("willContinue").isTrue();
  }

  /** One of the fields is set; a null is told by its name. */
  private static @Nullable Object value(Tree value) {
    String text = value.get("stringValue").text();
    Object number = value.get("numberValue").value();
    return text != null ? text : number != null ? number : value.get("boolValue").value();
  }

  Part part() {
    return Part.ToolCall.of(id, name, arguments.isEmpty() ? null : arguments);
  }
}
