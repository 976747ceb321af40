/**
 * Instrumentation of LLM client libraries, one package per library. Every library is an optional
 * dependency: a package needs only its own.
 *
 * <p>Starting points: {@link dev.parley.instrumentation.openai.OpenAiInstrumentation}, {@link
 * dev.parley.instrumentation.bedrock.BedrockInstrumentation}, {@link
 * dev.parley.instrumentation.anthropic.AnthropicInstrumentation}, {@link
 * dev.parley.instrumentation.gemini.GeminiInstrumentation}, {@link
 * dev.parley.instrumentation.langchain4j.LangChain4jInstrumentation}.
 */
@NullMarked
package dev.parley.instrumentation;

import org.jspecify.annotations.NullMarked;
