package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Key;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What spans of one kind have in common before any value is read: the scope, the name, the keys in
 * their order, and whether there are events. A process sends few shapes and many spans of each, so
 * what follows from the shape alone is found once: where a key is, which key gives a field, and
 * which questions of the vocabularies need no asking. Thread-safe: what is written without a lock
 * is immutable, and what a race loses is found again.
 */
final class Shape {
  /** A shape weighs some two thousand bytes. */
  private static final int SLOTS = 2048;

  /** Of more keys nothing is kept: they are as many as their sender likes. */
  private static final int MOST_KEYS = 64;

  private static final int LONGEST_TEXT = 256;

  private static final Key[] NO_KEYS = {};
  private static final AtomicReferenceArray<@Nullable Shape> KNOWN =
      new AtomicReferenceArray<>(SLOTS);

  private final String scope;
  private final String name;
  private final Key[] sent;
  private final boolean events;
  private final KeyTable keys;
  private final int @Nullable [] places;

  /** Whether it came more than once, so that it is worth to learn about it. */
  private volatile boolean usual;

  private @Nullable Questions questions;
  private @Nullable FieldPlan plan;
  private @Nullable Content content;
  private @Nullable List<Vocabulary> deriving;
  private @Nullable List<String> objects;

  private record Content(Dialect dialect, boolean ofTools, List<ContentSource> sources) {}

  private Shape(String scope, String name, List<Attribute> attributes, boolean events) {
    this.scope = scope;
    this.name = name;
    this.events = events;
    int count = attributes.size();
    sent = count == 0 ? NO_KEYS : new Key[count];
    keys = new KeyTable(count);
    int[] firsts = new int[count];
    for (int i = 0; i < count; i++) {
      sent[i] = attributes.get(i).key();
      if (keys.add(sent[i])) {
        firsts[keys.size() - 1] = i;
      }
    }
    places = keys.size() == count ? null : Arrays.copyOf(firsts, keys.size());
  }

  /** The shape of what this scope sent under this name. */
  static Shape of(String scope, String name, List<Attribute> attributes, boolean events) {
    int count = attributes.size();
    if (count > MOST_KEYS) {
      return new Shape(scope, name, attributes, events);
    }
    int hash = 31 * scope.hashCode() + name.hashCode() + (events ? 1 : 0);
    for (int i = 0; i < count; i++) {
      hash = 31 * hash + attributes.get(i).key().hashCode();
    }
    int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
    Shape known = KNOWN.getAcquire(slot);
    if (known != null && known.is(scope, name, attributes, events)) {
      known.usual = true;
      return known;
    }
    Shape shape = new Shape(scope, name, attributes, events);
    if (shape.isSmall()) {
      KNOWN.setRelease(slot, shape);
    }
    return shape;
  }

  private boolean is(
      String otherScope, String otherName, List<Attribute> attributes, boolean otherEvents) {
    if (events != otherEvents
        || sent.length != attributes.size()
        || !name.equals(otherName)
        || !scope.equals(otherScope)) {
      return false;
    }
    for (int i = 0; i < sent.length; i++) {
      // Mostly the same object, and asked first for that.
      if (!sent[i].equals(attributes.get(i).key())) {
        return false;
      }
    }
    return true;
  }

  private boolean isSmall() {
    boolean small = scope.length() <= LONGEST_TEXT && name.length() <= LONGEST_TEXT;
    for (Key key : sent) {
      small &= key.name().length() <= LONGEST_TEXT;
    }
    return small;
  }

  KeyTable keys() {
    return keys;
  }

  /** Which of the attributes that were sent is the first with the key at this place. */
  int sentAt(int place) {
    return places == null ? place : places[place];
  }

  /** Where the fields of a dialect are. Spans of one shape are mostly of one dialect. */
  FieldPlan plan(Dialect dialect) {
    FieldPlan known = plan;
    if (known == null || known.dialect() != dialect) {
      known = new FieldPlan(keys, dialect);
      plan = known;
    }
    return known;
  }

  /** The keys of JSON objects that {@link Vocabularies#open} lays open. */
  List<String> objects() {
    List<String> known = objects;
    if (known == null) {
      known = Vocabularies.OBJECTS.stream().filter(key -> keys.place(key) >= 0).toList();
      objects = known;
    }
    return known;
  }

  /** Adds what hides in a span of this shape: see {@link Vocabulary#derive}. */
  void derive(Sent span) {
    List<Vocabulary> known = deriving;
    if (known == null && usual) {
      deriving = Questions.derive(span);
      return;
    }
    for (Vocabulary vocabulary : known == null ? Questions.DERIVING : known) {
      vocabulary.derive(span);
    }
  }

  /** The questions to ask about a span of this shape. */
  Questions questions(Sent span) {
    Questions known = questions;
    if (known == null) {
      if (!usual) {
        return Questions.ALL;
      }
      known = Questions.about(span);
      questions = known;
    }
    return known;
  }

  /** The places of content that spans of this shape may have; null while that is not known. */
  @Nullable List<ContentSource> content(Dialect dialect, boolean ofTools) {
    Content known = content;
    return known != null && known.dialect() == dialect && known.ofTools() == ofTools
        ? known.sources()
        : null;
  }

  /** Whether {@link #learn} has any use. */
  boolean isUsual() {
    return usual;
  }

  void learn(Dialect dialect, boolean ofTools, List<ContentSource> sources) {
    content = new Content(dialect, ofTools, List.copyOf(sources));
  }
}
