package dev.parley.server.doctor;

import static java.util.Map.entry;

import dev.parley.server.model.Dialect;
import java.util.Map;

/** How emitters are told to send what they leave out. The settings are those of their own docs. */
final class Advice {
  private static final String CONVENTIONS_CONTENT =
      "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true (Python from 1.37 of the conventions"
          + " on: =SPAN_ONLY with OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental; Java"
          + " agent: -Dotel.instrumentation.genai.capture-message-content=true)";

  private static final Map<String, String> CONTENT =
      Map.ofEntries(
          entry("PARLEY", "captureContent(true) on the builder, or PARLEY_CAPTURE_CONTENT=true"),
          entry("TRACEKIT", CONVENTIONS_CONTENT),
          entry(
              "OPENLLMETRY", "TRACELOOP_TRACE_CONTENT=true (it is on unless it was set to false)"),
          entry(
              "OPENINFERENCE",
              "don't set OPENINFERENCE_HIDE_INPUTS, OPENINFERENCE_HIDE_OUTPUTS or their like"),
          entry("OPENLIT", "openlit.init(capture_message_content=True)"),
          entry("VERCEL", "recordInputs and recordOutputs of experimental_telemetry: true"),
          entry("PYDANTIC_AI", "InstrumentationSettings(include_content=True)"),
          entry(
              "SPRING_AI",
              "spring.ai.chat.observations.log-prompt=true and log-completion=true, or Parley's own"
                  + " instrumentation of the client library below it"),
          entry("CLAUDE_CODE", "OTEL_LOG_USER_PROMPTS=1; it never sends answers"),
          entry(
              "CODEX",
              "log_user_prompt = true under [otel] of config.toml; it never sends answers"),
          entry("GEMINI_CLI", "telemetry.logPrompts: true in settings.json"));

  private static final Map<String, String> CONVERSATION =
      Map.ofEntries(
          entry("PARLEY", "Conversation.of(id).run(..) around the work of one conversation"),
          entry("LAST9", "conversation_context(conversation_id=..) around the work"),
          entry(
              "OPENLLMETRY",
              "Traceloop.set_association_properties({\"session_id\": ..}) at the start of a"
                  + " request"),
          entry("OPENINFERENCE", "using_session(session_id=..) around the work"),
          entry("LANGFUSE", "session_id on the trace (update_current_trace)"),
          entry("VERCEL", "experimental_telemetry: {metadata: {sessionId: ..}}"),
          entry(
              "PYDANTIC_AI",
              "conversation_id of the run, or gen_ai.conversation.id on a span around"),
          entry(
              "SPRING_AI",
              "ChatMemory.CONVERSATION_ID as a parameter of the advisors, with a chat memory"),
          entry("LANGSMITH", "metadata={\"session_id\": ..} of the run"));

  private static final String ANY_CONVERSATION =
      "set gen_ai.conversation.id on one span of each trace, best its root: it reaches the others";

  private Advice() {}

  static String content(Dialect dialect) {
    return CONTENT.getOrDefault(dialect.name(), CONVENTIONS_CONTENT);
  }

  static String conversation(Dialect dialect) {
    return CONVERSATION.getOrDefault(dialect.name(), ANY_CONVERSATION);
  }

  static String usage(Dialect dialect) {
    return dialect == Dialect.PARLEY
        ? "the provider told none: for streams of OpenAI's chat, ask for it by"
            + " stream_options.include_usage"
        : "streams of OpenAI's chat tell it only where stream_options has include_usage; else use"
            + " an instrumentation that reports gen_ai.usage.*";
  }
}
