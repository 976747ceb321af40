package dev.parley.server.model;

/**
 * What a log record says of the content of the span that it was written in.
 *
 * @param whole whether it tells all that the emitter knows of each part that is not empty; else it
 *     is one message of several, in the order of their times
 * @param content what was said, never empty
 */
public record Told(boolean whole, Content content) {}
