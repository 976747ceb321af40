package dev.parley.server.model;

/** Who emitted a span, as far as its scope and attribute keys tell. */
public enum Dialect {
  /** Parley's own SDK and instrumentation. */
  PARLEY,
  /** OpenTelemetry's GenAI conventions, any generation. */
  SEMCONV,
  /** last9-genai. */
  LAST9,
  /** llm-tracekit. */
  TRACEKIT,
  /** Claude Code. */
  CLAUDE_CODE,
  /** Codex. */
  CODEX,
  /** Gemini CLI. */
  GEMINI_CLI,
  /** The coding agent pi. */
  PI,
  /** LiteLLM. */
  LITELLM,
  /** OpenRouter. */
  OPENROUTER,
  /** Google's Agent Development Kit. */
  GOOGLE_ADK,
  /** Strands Agents. */
  STRANDS,
  /** Microsoft's Agent Framework, Semantic Kernel and Extensions.AI. */
  AGENT_FRAMEWORK,
  /** MLflow. */
  MLFLOW,
  /** Genkit. */
  GENKIT,
  /** Laminar. */
  LAMINAR,
  /** LiveKit. */
  LIVEKIT,
  /** The Model Context Protocol's own instrumentations. */
  MCP,
  /** A span with no GenAI attribute that we know. */
  NONE
}
