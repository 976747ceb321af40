package dev.parley.server.store.filter;

import org.jspecify.annotations.Nullable;

/** What a condition or a group asks for. */
public sealed interface Field {
  /** As a user writes it. */
  String label();

  /** Something that every span has a column for, or that is counted of conversations. */
  record Known(KnownField field) implements Field {
    @Override
    public String label() {
      return field.label();
    }
  }

  /**
   * An attribute: the span's own, else that of the nearest span around it that has it, else that of
   * its resource.
   */
  record Attribute(String key) implements Field {
    @Override
    public String label() {
      return key;
    }
  }

  /** Metadata by its name, wherever an emitter keeps it. */
  record Metadata(String name) implements Field {
    @Override
    public String label() {
      return "metadata." + name;
    }
  }

  /** One of the tags. */
  record Tags() implements Field {
    @Override
    public String label() {
      return "tags";
    }
  }

  /** The score of this name on the span, its turn, its conversation or its trace. */
  record Score(String name) implements Field {
    @Override
    public String label() {
      return "score." + name;
    }
  }

  /** The UTC hour, day, ISO week (by its Monday) or month of a span's start; of groups only. */
  record Time(TimeUnit unit) implements Field {
    @Override
    public String label() {
      return unit.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** How long a group's part of the range is. */
  enum TimeUnit {
    HOUR,
    DAY,
    WEEK,
    MONTH
  }

  /** The known field, or null. */
  default @Nullable KnownField known() {
    return this instanceof Known known ? known.field() : null;
  }
}
