/**
 * LangChain4j on Parley: AI services, calls of models, tools, retrieval and guardrails as spans,
 * and the id of a chat memory as the conversation.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.langchain4j.LangChain4jInstrumentation}.
 * What stands before a part of LangChain4j makes its span current for the work inside; its
 * listeners, for what frameworks build, tell the same without. A run of a service is found again on
 * other threads by LangChain4j's id of the invocation, see {@link
 * dev.parley.instrumentation.langchain4j.ServiceRun}.
 *
 * <p>The oldest version that it is run with is 1.19.0.
 */
@NullMarked
package dev.parley.instrumentation.langchain4j;

import org.jspecify.annotations.NullMarked;
