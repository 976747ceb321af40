package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.ArrayList;
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
    Shape shape = sent.shape();
    boolean ofTools = kind == Kind.TOOL_CALL;
    List<ContentSource> known = shape.content(dialect, ofTools);
    if (known != null) {
      for (int i = 0; i < known.size(); i++) {
        known.get(i).filler().fill(sent, said);
      }
    } else {
      List<ContentSource> found = fill(sent, said, sources(dialect, kind));
      if (shape.isUsual()) {
        shape.learn(dialect, ofTools, found);
      }
    }
    if (kind == Kind.EMBEDDING) {
      // What comes out is numbers; nobody said them.
      said.withdrawOutput();
    }
    return said;
  }

  /** Fills in what all have to say, and tells who looked at more than the span's shape. */
  private static List<ContentSource> fill(Sent sent, Said said, List<ContentSource> sources) {
    List<ContentSource> relevant = new ArrayList<>();
    for (ContentSource source : sources) {
      sent.attributes().forgetReads();
      said.forgetQuestions();
      source.filler().fill(sent, said);
      if (sent.attributes().wereRead() || said.wasAsked()) {
        relevant.add(source);
      }
    }
    return relevant;
  }

  /** The places to ask, the best first: what goes into a tool and comes out is no message. */
  static List<ContentSource> sources(Dialect dialect, Kind kind) {
    return kind == Kind.TOOL_CALL
        ? Vocabularies.contentOfTools(dialect)
        : Vocabularies.content(dialect);
  }
}
