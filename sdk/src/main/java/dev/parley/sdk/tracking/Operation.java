package dev.parley.sdk.tracking;

/** What a tracked cost was for. */
public enum Operation {
  /** A call of a model. */
  LLM,
  /** The execution of a tool. */
  TOOL,
  /** Anything else: its cost counts, it is neither call. */
  OTHER
}
