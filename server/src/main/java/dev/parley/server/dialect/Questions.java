package dev.parley.server.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whom to ask about spans of one shape. Nobody is left out but who said nothing and looked at
 * nothing but the shape: for any other span of it he would do the same.
 *
 * @param marking for {@link Vocabulary#marks}
 * @param naming for {@link Vocabulary#kind}
 * @param hinting for {@link Vocabulary#vagueKind}
 * @param knowing for {@link Vocabulary#shadow}
 * @param steps to the span's kind
 */
record Questions(
    List<Vocabulary> marking,
    List<Vocabulary> naming,
    List<Vocabulary> hinting,
    List<Vocabulary> knowing,
    List<Kinds.Step> steps) {
  /** Those with something to derive from some spans. */
  static final List<Vocabulary> DERIVING = answering("derive");

  /** For spans of whose shape nothing is known. */
  static final Questions ALL =
      new Questions(
          answering("marks"),
          answering("kind"),
          answering("vagueKind"),
          answering("shadow"),
          Kinds.STEPS);

  /** Those that this span shows to depend on more than its shape. */
  static Questions about(Sent sent) {
    Questions known =
        new Questions(
            relevant(ALL.marking, sent, vocabulary -> vocabulary.marks(sent)),
            relevant(ALL.naming, sent, vocabulary -> vocabulary.kind(sent) != null),
            relevant(ALL.hinting, sent, vocabulary -> vocabulary.vagueKind(sent) != null),
            relevant(ALL.knowing, sent, vocabulary -> vocabulary.shadow(sent) != null),
            ALL.steps);
    return new Questions(
        known.marking,
        known.naming,
        known.hinting,
        known.knowing,
        relevant(ALL.steps, sent, step -> step.find().apply(sent, known) != null));
  }

  /**
   * Asks all to {@link Vocabulary#derive} from a span, and tells who did more than look at its
   * shape; all, where somebody added something for the others to see.
   */
  static List<Vocabulary> derive(Sent sent) {
    int before = sent.attributes().size();
    List<Vocabulary> relevant =
        relevant(
            DERIVING,
            sent,
            vocabulary -> {
              vocabulary.derive(sent);
              return false;
            });
    return sent.attributes().size() == before ? relevant : DERIVING;
  }

  private static <T> List<T> relevant(List<T> all, Sent sent, Predicate<T> says) {
    List<T> relevant = new ArrayList<>();
    for (T each : all) {
      sent.attributes().forgetReads();
      boolean said;
      try {
        said = says.test(each);
      } catch (RuntimeException e) {
        // It may never be asked about this span, and about another one it may answer.
        said = true;
      }
      if (said || sent.attributes().wereRead()) {
        relevant.add(each);
      }
    }
    return List.copyOf(relevant);
  }

  /** Those that have an answer of their own to a question; the others are not asked. */
  private static List<Vocabulary> answering(String question) {
    return Vocabularies.ALL.stream()
        .filter(
            vocabulary -> {
              try {
                return vocabulary.getClass().getMethod(question, Sent.class).getDeclaringClass()
                    != Vocabulary.class;
              } catch (NoSuchMethodException e) {
                throw new AssertionError("a vocabulary is asked this", e);
              }
            })
        .toList();
  }
}
