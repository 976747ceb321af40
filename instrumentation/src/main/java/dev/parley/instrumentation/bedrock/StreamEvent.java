package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Tree;

/**
 * One event of a stream.
 *
 * @param type {@code contentBlockDelta}, {@code chunk}, …
 * @param content its JSON
 */
record StreamEvent(String type, Tree content) {}
