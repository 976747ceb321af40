package dev.parley.examples.provider;

import java.util.Map;
import java.util.Optional;

/** The models on offer and the dated names under which the real provider answers for them. */
final class ModelCatalog {

  private static final Map<String, String> SNAPSHOTS =
      Map.of(
          "gpt-4o", "gpt-4o-2024-08-06",
          "gpt-4o-mini", "gpt-4o-mini-2024-07-18",
          "gpt-4.1", "gpt-4.1-2025-04-14");

  private ModelCatalog() {}

  /** The snapshot that answers for a name, which may be a snapshot's own; empty if unknown. */
  static Optional<String> snapshot(String model) {
    return SNAPSHOTS.containsValue(model)
        ? Optional.of(model)
        : Optional.ofNullable(SNAPSHOTS.get(model));
  }
}
