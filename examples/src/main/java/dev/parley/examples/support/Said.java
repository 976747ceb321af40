package dev.parley.examples.support;

import java.util.List;

/** Something that was said in a dialogue, in no provider's terms. */
sealed interface Said {

  /** By the customer. */
  record Question(String text) implements Said {}

  /** By the desk to the model, about what follows. */
  record Note(String text) implements Said {}

  /** By the model: a text, or calls of tools, or both. */
  record Answer(String text, List<Call> calls) implements Said {}

  /** By the tools that the model called, in the order of its calls. */
  record Results(List<Result> results) implements Said {}

  /**
   * A call of a tool.
   *
   * @param id what the result will be told by
   * @param arguments a JSON object as text
   */
  record Call(String id, String tool, String arguments) {}

  /**
   * What a tool gave back.
   *
   * @param json a JSON object as text
   */
  record Result(Call call, String json) {}
}
