package dev.parley.server.dialect;

import dev.parley.server.wire.WireSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An emitter that tells of model calls and tools by log events: which of its events stand for a
 * span. A new one is one more of these in {@link #ALL}.
 */
interface EventVocabulary {
  List<EventVocabulary> ALL =
      List.of(new ClaudeCodeEvents(), new CodexEvents(), new GeminiEvents());

  /** Whether this emitter wrote the event. */
  boolean recognises(LogEvent event);

  /** The span that the event stands for; null when it is only a log record. */
  @Nullable WireSpan span(LogEvent event);

  /** The span that an event of any emitter stands for. */
  static @Nullable WireSpan read(LogEvent event) {
    if (event.name().isEmpty()) {
      return null;
    }
    for (EventVocabulary vocabulary : ALL) {
      if (vocabulary.recognises(event)) {
        return vocabulary.span(event);
      }
    }
    return null;
  }
}
