package dev.parley.instrumentation.gemini;

import java.io.IOException;
import okio.Buffer;

/** Who is told of an answer's bytes as the library reads them. The first of the ends counts. */
interface AnswerReader {

  /** More bytes, which stay where they are. */
  void read(Buffer from, long offset, long count);

  /** There are no more. */
  void end();

  /** There would be more, but they can't be read. */
  void fail(IOException failure);

  /** The library, or the application, wants no more. Also told after the other ends. */
  void close();
}
