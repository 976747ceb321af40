package dev.parley.instrumentation.langchain4j;

import dev.parley.instrumentation.internal.ContentCapture;
import dev.parley.instrumentation.internal.IndexedMessages;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.CallContent;

/**
 * What a part of LangChain4j is recorded with, until it is switched off.
 *
 * @param capture of calls of models
 * @param content of everything else
 */
record Recording(Parley parley, Switch state, ContentCapture capture, CallContent content) {
  static final String NAME = "langchain4j";

  private static final IndexedMessages.Form FORM = new IndexedMessages.Form("\n", true);

  static Recording of(Parley parley) {
    return new Recording(
        parley,
        Switch.on(parley, NAME),
        ContentCapture.of(parley, FORM),
        CallContent.of(parley, TextRoom.MOST));
  }

  boolean isOff() {
    return state.isOff();
  }
}
