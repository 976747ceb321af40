package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;

/**
 * What was said, from the best place that the span has; the others only fill what is missing.
 *
 * @see ContentSource.Form
 */
final class ContentReader {
  private ContentReader() {}

  static Said read(Sent sent, Dialect dialect, Kind kind) {
    Said said = new Said();
    List<ContentSource> sources = sources(dialect, kind);
    for (int i = 0; i < sources.size(); i++) {
      sources.get(i).filler().fill(sent, said);
    }
    if (kind == Kind.EMBEDDING) {
      // What comes out is numbers; nobody said them.
      said.withdrawOutput();
    }
    return said;
  }

  /** The places to ask, the best first: what goes into a tool and comes out is no message. */
  static List<ContentSource> sources(Dialect dialect, Kind kind) {
    return kind == Kind.TOOL_CALL
        ? Vocabularies.contentOfTools(dialect)
        : Vocabularies.content(dialect);
  }
}
