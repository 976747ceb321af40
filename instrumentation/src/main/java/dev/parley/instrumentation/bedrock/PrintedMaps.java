package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of a message as the traces of agents print them, which is as Java prints lists
 * of maps: {@code [{text=Hello, type=text}, {input={"city":"Paris"}, name=weather,
 * type=tool_use}]}. Texts are not quoted and may hold anything, so a value ends where a name that
 * blocks have follows, or the block itself ends; a value that begins with a bracket goes on to the
 * bracket that closes it.
 */
final class PrintedMaps {

  private static final List<String> NAMES =
      List.of(
          "cache_control",
          "content",
          "id",
          "input",
          "is_error",
          "name",
          "signature",
          "source",
          "status",
          "text",
          "thinking",
          "tool_use_id",
          "toolUseId",
          "type");

  private final String text;
  private int at;

  private PrintedMaps(String text) {
    this.text = text;
  }

  /** A list of maps; nothing for what is not printed so. */
  static Tree read(String text) {
    Tree json = text.startsWith("[") ? Trees.jsonOrNone(text) : Tree.NONE;
    if (json.exists()) {
      return json;
    }
    String trimmed = text.strip();
    if (!trimmed.startsWith("[{") || !trimmed.endsWith("}]")) {
      return Tree.NONE;
    }
    List<Object> blocks = new PrintedMaps(trimmed).blocks();
    return blocks == null ? Tree.NONE : Tree.of(blocks);
  }

  private @Nullable List<Object> blocks() {
    List<Object> blocks = new ArrayList<>();
    at = 1;
    while (at < text.length() && text.charAt(at) == '{') {
      at++;
      Map<String, Object> block = block();
      if (block == null) {
        return null;
      }
      blocks.add(block);
      at++;
      if (text.startsWith(", ", at)) {
        at += 2;
      }
    }
    return at == text.length() - 1 ? blocks : null;
  }

  /** Up to its closing brace. */
  private @Nullable Map<String, Object> block() {
    Map<String, Object> block = new LinkedHashMap<>();
    while (true) {
      String name = nameAt(at);
      if (name == null) {
        return null;
      }
      at += name.length() + 1;
      int end = end(at);
      if (end < 0) {
        return null;
      }
      block.put(name, value(name, text.substring(at, end)));
      at = end;
      if (text.charAt(at) == '}') {
        return block;
      }
      at += 2;
    }
  }

  private @Nullable String nameAt(int index) {
    for (String name : NAMES) {
      if (text.startsWith(name, index) && text.startsWith("=", index + name.length())) {
        return name;
      }
    }
    return null;
  }

  /** Where a value that begins here ends; -1 if it never does. */
  private int end(int start) {
    int from = start;
    char first = start < text.length() ? text.charAt(start) : ' ';
    if (first == '{' || first == '[') {
      int closed = closing(start);
      from = closed < 0 ? start : closed;
    }
    for (int i = from; i < text.length(); i++) {
      if (text.startsWith(", ", i) && nameAt(i + 2) != null) {
        return i;
      }
      if (text.charAt(i) == '}' && endsBlock(i + 1)) {
        return i;
      }
    }
    return -1;
  }

  /** After the brace comes the next block, or the end of all. */
  private boolean endsBlock(int after) {
    return after == text.length() - 1
        || (text.startsWith(", {", after) && nameAt(after + 3) != null);
  }

  /**
   * After the bracket that closes this one; brackets in quotes don't count. -1 if there is none.
   */
  private int closing(int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[')) {
        depth++;
      } else if (!quoted && (c == '}' || c == ']') && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private static Object value(String name, String printed) {
    if (name.equals("input")) {
      Tree json = Trees.jsonOrNone(printed);
      Object tree = json.isMap() ? json.value() : null;
      return tree == null ? printed : tree;
    }
    if (name.equals("content")) {
      Object blocks = read(printed).value();
      return blocks == null ? printed : blocks;
    }
    return printed;
  }
}
