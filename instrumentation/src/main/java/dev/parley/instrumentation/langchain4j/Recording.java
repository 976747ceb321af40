package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.parley.instrumentation.internal.ContentCapture;
import dev.parley.instrumentation.internal.IndexedMessages;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.sdk.GenAiSpan;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Tool;
import dev.parley.sdk.instrumentation.CallContent;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.Guard;

/**
 * What a part of LangChain4j is recorded with, until it is switched off.
 *
 * @param capture of calls of models
 * @param content of everything else
 */
record Recording(Parley parley, Switch state, ContentCapture capture, CallContent content) {
  static final String NAME = "langchain4j";

  private static final Guard GUARD = new Guard("Recording what a tool is asked");
  private static final IndexedMessages.Form FORM = new IndexedMessages.Form("\n", true);

  static Recording of(Parley parley) {
    return new Recording(
        parley,
        Switch.on(parley, NAME),
        ContentCapture.of(parley, FORM),
        CallContent.of(parley, TextRoom.MOST));
  }

  /** The run of a tool, which has begun and says what it was asked. */
  GenAiSpan start(ToolExecutionRequest tool) {
    GenAiSpan span = Tool.of(tool.name()).type("function").callId(tool.id()).on(parley).start();
    GUARD.run(
        () -> content.write(span.span(), GenAiAttributes.TOOL_CALL_ARGUMENTS, tool.arguments()));
    return span;
  }

  boolean isOff() {
    return state.isOff();
  }
}
