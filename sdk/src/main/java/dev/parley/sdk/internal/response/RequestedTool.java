package dev.parley.sdk.internal.response;

import org.jspecify.annotations.Nullable;

/**
 * A tool that a model wants to be called.
 *
 * @param index its position among the answer's, from 0
 * @param arguments JSON, or what the model wrote in its place
 * @param length how long the arguments were, which may be longer than what was kept; 0 for as long
 */
public record RequestedTool(
    long index,
    @Nullable String id,
    @Nullable String type,
    @Nullable String name,
    @Nullable String arguments,
    long length) {

  /** One whose arguments are there in full. */
  public RequestedTool(
      long index,
      @Nullable String id,
      @Nullable String type,
      @Nullable String name,
      @Nullable String arguments) {
    this(index, id, type, name, arguments, 0);
  }
}
