package dev.parley.server.dialect;

import dev.parley.server.model.Failure;
import dev.parley.server.wire.WireSpan;
import org.jspecify.annotations.Nullable;

/**
 * Why a span failed: its status says that it did, or it names an error and no status was set (as
 * instrumentations of MCP do).
 */
final class Failures {
  private Failures() {}

  static @Nullable Failure read(Reader reader, Sent sent, Vocabulary vocabulary, WireSpan span) {
    String type = reader.text(Field.ERROR_TYPE);
    boolean failed =
        switch (span.statusCode()) {
          case WireSpan.ERROR -> true;
          case WireSpan.UNSET -> type != null;
          default -> false;
        };
    failed |= vocabulary.failed(sent);
    if (!failed) {
      return null;
    }
    String message = span.statusMessage();
    // The last exception is the one that ended the span.
    for (int i = sent.events().size() - 1; i >= 0; i--) {
      WireSpan.Event event = sent.events().get(i);
      if (event.name().equals("exception")) {
        Attributes exception = new Attributes(event.attributes());
        type = type == null ? exception.text("exception.type") : type;
        String told = exception.content("exception.message");
        message = message.isEmpty() && told != null ? told : message;
      }
    }
    if (message.isEmpty()) {
      String told = reader.text(Field.ERROR_MESSAGE);
      message = told == null ? "" : told;
    }
    return new Failure(type == null ? "_OTHER" : type, message.isEmpty() ? null : message);
  }
}
