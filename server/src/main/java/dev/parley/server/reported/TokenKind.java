package dev.parley.server.reported;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tokens were counted: all input, all output, and what of these has a price of its own. */
enum TokenKind {
  INPUT,
  OUTPUT,
  CACHE_READ,
  CACHE_WRITE,
  REASONING;

  /**
   * What a value of {@code gen_ai.token.type}, or of an emitter's own {@code type}, counts towards;
   * empty for a sum of others.
   *
   * @param type as sent, or null
   * @param apart whether the emitter counts cached tokens beside input and thoughts beside output
   */
  static Set<TokenKind> of(@Nullable String type, boolean apart) {
    if (type == null) {
      return Set.of();
    }
    return switch (type) {
      case "input", "prompt", "tool" -> Set.of(INPUT);
      case "output", "completion" -> Set.of(OUTPUT);
      case "cacheRead" -> apart ? Set.of(INPUT, CACHE_READ) : Set.of(CACHE_READ);
      case "cacheCreation" -> apart ? Set.of(INPUT, CACHE_WRITE) : Set.of(CACHE_WRITE);
      case "cache" -> Set.of(CACHE_READ);
      case "thought" -> apart ? Set.of(OUTPUT, REASONING) : Set.of(REASONING);
      default -> Set.of();
    };
  }
}
