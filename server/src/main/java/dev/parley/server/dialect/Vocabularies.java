package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All dialects, and for each of them the keys and places of its spans: the conventions' first, then
 * the dialect's own, then those of the others, which so only fill gaps.
 */
final class Vocabularies {
  private static final Vocabulary SEMCONV = new Semconv();

  /**
   * Order of recognition and of kinds: whose markers are surest first, the conventions last because
   * all speak them.
   */
  static final List<Vocabulary> ALL =
      List.of(
          new ParleySdk(),
          new Langfuse(),
          new OpenInference(),
          new LangSmith(),
          new Mlflow(),
          new Laminar(),
          new Last9(),
          new Genkit(),
          new Tracekit(),
          new ClaudeCode(),
          new Codex(),
          new GeminiCli(),
          new Pi(),
          new LiteLlm(),
          new OpenRouter(),
          new GoogleAdk(),
          new Strands(),
          new AgentFramework(),
          new LiveKit(),
          new AnthropicJava(),
          new Vercel(),
          new PydanticAi(),
          new SpringAi(),
          new LangChain4j(),
          new OpenLit(),
          new OpenLlmetry(),
          new Mcp(),
          SEMCONV);

  private static final Owners OWNERS = new Owners(ALL);
  private static final Map<Dialect, Keys> KEYS = each(Vocabularies::mergedKeys);
  private static final Map<Dialect, List<ContentSource>> CONTENT = each(Vocabularies::merged);
  private static final Map<Dialect, List<ContentSource>> TOOL_CONTENT =
      each(
          dialect -> content(dialect).stream().filter(source -> !source.form().isWhole()).toList());
  private static final Map<Dialect, Vocabulary> BY_DIALECT = each(Vocabularies::find);
  static final List<String> OBJECTS =
      ALL.stream().flatMap(vocabulary -> vocabulary.objects().stream()).distinct().toList();
  private static final Set<String> FIRST_TOKEN_EVENTS = firstTokenEvents();

  private Vocabularies() {}

  /** By scope, else by the marks that the span bears. */
  static Dialect recognise(Sent sent) {
    Dialect owner = OWNERS.of(sent.scope());
    if (owner != Dialect.NONE) {
      return owner;
    }
    for (Vocabulary vocabulary : sent.shape().questions(sent).marking()) {
      if (vocabulary.marks(sent)) {
        return vocabulary.dialect();
      }
    }
    return Dialect.NONE;
  }

  /** The dialect's own; the conventions' for a span of none. */
  static Vocabulary of(Dialect dialect) {
    return BY_DIALECT.getOrDefault(dialect, SEMCONV);
  }

  static Keys keys(Dialect dialect) {
    return KEYS.getOrDefault(dialect, new Keys(Map.of()));
  }

  /** The best place first. */
  static List<ContentSource> content(Dialect dialect) {
    return CONTENT.getOrDefault(dialect, List.of());
  }

  /** The same without places of what went into any unit of work and what came out. */
  static List<ContentSource> contentOfTools(Dialect dialect) {
    return TOOL_CONTENT.getOrDefault(dialect, List.of());
  }

  /** Lays open what attributes hold inside: see {@link Vocabulary#objects}. */
  static void open(Sent sent) {
    for (String key : sent.shape().objects()) {
      Members.open(sent.attributes(), key);
    }
    sent.shape().derive(sent);
  }

  static boolean isFirstToken(String event) {
    return FIRST_TOKEN_EVENTS.contains(event);
  }

  /** The first {@link Vocabulary#kind} of any dialect; null when none has one. */
  static @Nullable Kind kind(Sent sent, Questions questions) {
    for (Vocabulary vocabulary : questions.naming()) {
      Kind kind = vocabulary.kind(sent);
      if (kind != null) {
        return kind;
      }
    }
    return null;
  }

  /** The first {@link Vocabulary#vagueKind} of any dialect; null when none has one. */
  static @Nullable Kind vagueKind(Sent sent, Questions questions) {
    for (Vocabulary vocabulary : questions.hinting()) {
      Kind kind = vocabulary.vagueKind(sent);
      if (kind != null) {
        return kind;
      }
    }
    return null;
  }

  /** The first {@link Vocabulary#shadow} of any dialect; null when none has one. */
  static @Nullable Kind shadow(Sent sent) {
    for (Vocabulary vocabulary : sent.shape().questions(sent).knowing()) {
      Kind kind = vocabulary.shadow(sent);
      if (kind != null) {
        return kind;
      }
    }
    return null;
  }

  private static <T> Map<Dialect, T> each(Function<Dialect, T> make) {
    Map<Dialect, T> all = new EnumMap<>(Dialect.class);
    for (Dialect dialect : Dialect.values()) {
      all.put(dialect, make.apply(dialect));
    }
    return all;
  }

  private static Vocabulary find(Dialect dialect) {
    return ALL.stream().filter(v -> v.dialect() == dialect).findFirst().orElse(SEMCONV);
  }

  private static Keys mergedKeys(Dialect dialect) {
    Vocabulary own = find(dialect);
    Map<Field, List<String>> keys = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      List<String> names = new ArrayList<>(SEMCONV.keys().getOrDefault(field, List.of()));
      names.addAll(own.keys().getOrDefault(field, List.of()));
      names.addAll(own.privateKeys().getOrDefault(field, List.of()));
      ALL.forEach(other -> names.addAll(other.keys().getOrDefault(field, List.of())));
      keys.put(field, names);
    }
    return new Keys(keys);
  }

  private static List<ContentSource> merged(Dialect dialect) {
    return Stream.concat(Stream.of(SEMCONV, find(dialect)), ALL.stream())
        .distinct()
        .flatMap(vocabulary -> vocabulary.content().stream())
        .sorted(Comparator.comparing(ContentSource::form))
        .toList();
  }

  private static Set<String> firstTokenEvents() {
    Set<String> names = new HashSet<>();
    ALL.forEach(vocabulary -> names.addAll(vocabulary.firstTokenEvents()));
    return Set.copyOf(names);
  }
}
