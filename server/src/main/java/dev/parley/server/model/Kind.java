package dev.parley.server.model;

/** What a span did, whatever its dialect called it. */
public enum Kind {
  WORKFLOW,
  AGENT,
  /** A step of an orchestration: chain, task, plan, advisor, loop cycle. */
  STEP,
  MODEL_CALL,
  EMBEDDING,
  RERANK,
  RETRIEVAL,
  TOOL_CALL,
  MEMORY,
  GUARDRAIL,
  EVALUATION,
  HANDOFF,
  PROMPT,
  AUDIO,
  IMAGE,
  MCP,
  HTTP,
  DB,
  OTHER;

  /**
   * Whether a span of this kind asks a model for something, and so can be a <em>call</em> that
   * costs money.
   */
  public boolean asksModel() {
    return switch (this) {
      case MODEL_CALL, EMBEDDING, RERANK, AUDIO, IMAGE -> true;
      default -> false;
    };
  }

  /**
   * Whether a span of this kind belongs to the GenAI part of a trace, as opposed to the application
   * around it.
   */
  public boolean isGenAi() {
    return switch (this) {
      case HTTP, DB, OTHER -> false;
      default -> true;
    };
  }
}
