package dev.parley.server.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which key means which field to spans of one dialect, and how much it is preferred. */
final class Keys {
  private static final List<Place> NONE = List.of();

  private final Map<String, List<Place>> places = new HashMap<>();

  /**
   * A key's meaning.
   *
   * @param field what its value is
   * @param rank 0 for the field's preferred key
   */
  record Place(Field field, int rank) {}

  /** Of a key that occurs twice in a field the first place counts. */
  Keys(Map<Field, List<String>> keys) {
    keys.forEach(
        (field, names) -> {
          for (int i = 0; i < names.size(); i++) {
            List<Place> known = places.computeIfAbsent(names.get(i), k -> new ArrayList<>(1));
            if (known.stream().noneMatch(place -> place.field() == field)) {
              known.add(new Place(field, i));
            }
          }
        });
    places.replaceAll((key, known) -> List.copyOf(known));
  }

  List<Place> places(String key) {
    return places.getOrDefault(key, NONE);
  }
}
