package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;

/**
 * What was said, from the best place that the span has; the others only fill what is missing.
 *
 * @see ContentSource.Form
 */
final class ContentReader {
  private ContentReader() {}

  static Said read(Sent sent, Dialect dialect, Kind kind) {
    Said said = new Said();
    for (ContentSource source : Vocabularies.content(dialect)) {
      boolean toolsOwn = source.form() == ContentSource.Form.PAYLOAD && kind == Kind.TOOL_CALL;
      if (!toolsOwn) {
        source.filler().fill(sent, said);
      }
    }
    return said;
  }
}
