package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonField;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the pieces of a streamed answer say so far. Not thread-safe. */
interface Pieces {

  /** How a client's library reads one piece. */
  Class<?> type();

  /** The next piece; one of another type says nothing. */
  void add(Object piece);

  /** The answer as it would have come at once, as far as it has. */
  JsonNode answer();

  /** How many characters the pieces said, and how many of them are kept. */
  TextRoom room();

  /** The later of two values, where a piece may leave it out. */
  static @Nullable String later(JsonField<String> said, @Nullable String before) {
    Optional<String> text = said.asKnown();
    return text.isPresent() ? text.get() : before;
  }
}
