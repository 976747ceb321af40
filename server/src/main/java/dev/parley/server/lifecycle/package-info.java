/**
 * What becomes of stored data by and by. It ends by age or size, by erasure, one score at a time:
 * start with {@link dev.parley.server.lifecycle.Removals}, which does it, and {@link
 * dev.parley.server.lifecycle.Retention}, which does it by itself. And it is folded, so that it is
 * found quickly: {@link dev.parley.server.lifecycle.Folding}.
 */
@NullMarked
package dev.parley.server.lifecycle;

import org.jspecify.annotations.NullMarked;
