/**
 * How stored data ends: by age or size, by erasure, one score at a time. Start with {@link
 * dev.parley.server.lifecycle.Removals}, which does it, and {@link
 * dev.parley.server.lifecycle.Retention}, which does it by itself.
 */
@NullMarked
package dev.parley.server.lifecycle;

import org.jspecify.annotations.NullMarked;
