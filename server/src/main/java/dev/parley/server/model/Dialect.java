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
  /** Langfuse's SDKs. */
  LANGFUSE,
  /** OpenInference instrumentations (Arize). */
  OPENINFERENCE,
  /** LangSmith's OpenTelemetry exporter. */
  LANGSMITH,
  /** OpenLLMetry (Traceloop). */
  OPENLLMETRY,
  /** OpenLIT. */
  OPENLIT,
  /** Vercel's AI SDK, its own attributes and the conventions'. */
  VERCEL,
  /** Pydantic AI and Logfire. */
  PYDANTIC_AI,
  /** Spring AI's observations. */
  SPRING_AI,
  /** LangChain4j as Quarkus traces it. */
  LANGCHAIN4J,
  /** Anthropic's Java library by itself. */
  ANTHROPIC_JAVA,
  /** A span with no GenAI attribute that we know. */
  NONE
}
