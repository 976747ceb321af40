package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message of a prompt.
 *
 * @param text what it says; of a tool, its result
 * @param callsTools whether it is an assistant's that called tools
 * @param tokens how much of the prompt it is
 */
record Said(Role role, String text, boolean callsTools, int tokens) {

  /** Who speaks. */
  enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL
  }

  /** A message whose weight is that of the JSON in which it came. */
  static Said of(Role role, String text, boolean callsTools, JsonNode source) {
    return new Said(role, text, callsTools, Tokens.of(source.toString()) - 2);
  }

  static Said of(Role role, String text, JsonNode source) {
    return of(role, text, false, source);
  }
}
