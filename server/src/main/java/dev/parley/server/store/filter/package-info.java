/**
 * The filter language: what a user may ask of spans, conversations and workflows, as a tree. {@link
 * dev.parley.server.store.filter.FilterParser} reads the text; a store compiles the tree to its own
 * query language. {@code docs/query.md} describes the language.
 */
@NullMarked
package dev.parley.server.store.filter;

import org.jspecify.annotations.NullMarked;
