package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All dialects, and for each of them one key list per field: the conventions' keys first, then the
 * detected dialect's own, then those of the others, which so only fill gaps.
 */
final class Vocabularies {
  private static final Vocabulary SEMCONV = new Semconv();

  /** Order of recognition: who is surest first, the conventions last because all speak them. */
  static final List<Vocabulary> ALL =
      List.of(new ParleySdk(), new Last9(), new Tracekit(), SEMCONV);

  private static final Map<Dialect, Map<Field, List<String>>> KEYS = merge();

  private Vocabularies() {}

  static Dialect recognise(String scope, Attributes attributes) {
    for (Vocabulary vocabulary : ALL) {
      if (vocabulary.recognises(scope, attributes)) {
        return vocabulary.dialect();
      }
    }
    return Dialect.NONE;
  }

  static List<String> keys(Dialect dialect, Field field) {
    Map<Field, List<String>> keys = KEYS.get(dialect);
    return keys == null ? List.of() : keys.getOrDefault(field, List.of());
  }

  private static Map<Dialect, Map<Field, List<String>>> merge() {
    Map<Dialect, Map<Field, List<String>>> all = new EnumMap<>(Dialect.class);
    for (Dialect dialect : Dialect.values()) {
      List<Vocabulary> order = new ArrayList<>();
      order.add(SEMCONV);
      ALL.stream().filter(v -> v.dialect() == dialect).forEach(order::add);
      order.addAll(ALL);
      Map<Field, List<String>> keys = new EnumMap<>(Field.class);
      for (Field field : Field.values()) {
        keys.put(
            field,
            order.stream()
                .flatMap(v -> v.keys().getOrDefault(field, List.of()).stream())
                .distinct()
                .toList());
      }
      all.put(dialect, keys);
    }
    return all;
  }
}
