package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A request in no provider's terms: what was said so far, and the tools that may be called. For one
 * thread, until it is read.
 */
final class Prompt {
  private final List<Said> said = new ArrayList<>();
  private final Set<String> tools = new HashSet<>();
  private int toolTokens;
  private int marked;

  void add(Said message) {
    said.add(message);
  }

  /** Takes the declarations of tools, as they came; where each one's name stands in it. */
  void tools(JsonNode declarations, String namePointer) {
    for (JsonNode declaration : declarations) {
      tools.add(declaration.at(namePointer).asText());
    }
    if (!declarations.isMissingNode()) {
      toolTokens += Tokens.of(declarations.toString());
    }
  }

  /** What was added so far shall be cached; a provider that is not told decides by itself. */
  void markForCache() {
    marked = said.size();
  }

  List<Said> said() {
    return said;
  }

  Set<String> tools() {
    return tools;
  }

  int toolTokens() {
    return toolTokens;
  }

  /** How many messages stand before the last mark; 0 where there is none. */
  int marked() {
    return marked;
  }
}
