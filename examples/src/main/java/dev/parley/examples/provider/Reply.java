package dev.parley.examples.provider;

import java.util.List;

/**
 * What a model says.
 *
 * @param content a text; empty where it calls tools
 * @param calls the tools that it calls; none where it answers
 */
record Reply(String content, List<Call> calls) {

  /**
   * A call of a tool.
   *
   * @param arguments JSON text
   */
  record Call(String tool, String arguments) {}

  boolean callsTools() {
    return !calls.isEmpty();
  }
}
