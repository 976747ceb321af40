package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One dialect: how to recognise it and which key means what. A new dialect is one more of these in
 * {@link Vocabularies}; nothing else changes.
 *
 * <p>Every method is asked for every span: look keys up, don't search. A key that {@link #keys},
 * {@link #kind} and their like name must mean the same whoever sends it, because one span may speak
 * several dialects; what only this dialect means so belongs in {@link #privateKeys}.
 */
interface Vocabulary {
  Dialect dialect();

  /** Whether instrumentation scopes of this name are this dialect's own: its surest sign. */
  default boolean owns(String scope) {
    return false;
  }

  /** Whether the span bears marks that no other emitter leaves. */
  default boolean marks(Sent sent) {
    return false;
  }

  /** Keys by field, the preferred first. */
  Map<Field, List<String>> keys();

  /** Keys too common to be read on spans of other dialects, such as {@code model}. */
  default Map<Field, List<String>> privateKeys() {
    return Map.of();
  }

  /**
   * Attributes that hold a JSON object whose members are values of their own: member {@code m} of
   * {@code a} can then be read by the key {@code a.m}, members of members likewise.
   */
  default List<String> objects() {
    return List.of();
  }

  /** Adds values that hide in others in a form of this dialect's own. */
  default void derive(Sent sent) {}

  /**
   * The kind of a span that only announces or repeats another one: such a span is kept, but it is
   * no call and says nothing. Null for all others.
   */
  default @Nullable Kind shadow(Sent sent) {
    return null;
  }

  /**
   * The kind that a marker of this dialect's own names; null without one or when it is not exact.
   */
  default @Nullable Kind kind(Sent sent) {
    return null;
  }

  /** A kind that holds only when nothing else names a more exact one. */
  default @Nullable Kind vagueKind(Sent sent) {
    return null;
  }

  /** The tool's or agent's name where no attribute of {@link #keys} has it. */
  default @Nullable String nameOf(Sent sent, Kind kind) {
    return null;
  }

  /** How spans of this dialect count tokens. */
  default Counting counting(Sent sent, @Nullable String provider, @Nullable String model) {
    return Counting.CONVENTIONS;
  }

  /** Whether {@link Field#TIME_TO_FIRST_TOKEN} of this dialect's spans is in milliseconds. */
  default boolean firstTokenInMillis() {
    return false;
  }

  /** Names of span events of which the first tells when the first token came. */
  default Set<String> firstTokenEvents() {
    return Set.of();
  }

  /** Whether the span failed though neither its status nor an error's type says so. */
  default boolean failed(Sent sent) {
    return false;
  }

  /** Where spans of this dialect keep what was said. */
  default List<ContentSource> content() {
    return List.of();
  }
}
