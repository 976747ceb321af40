package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parley's own SDK and instrumentation: the seeds' keys, with marks for what it decided by itself.
 */
final class ParleySdk implements Vocabulary {
  static final String TURN_AUTOMATIC = "parley.turn.automatic";
  static final String USAGE_ROLE = "parley.usage.role";
  static final String COST_SOURCE = "parley.cost.source";
  private final Last9 last9 = new Last9();

  @Override
  public Dialect dialect() {
    return Dialect.PARLEY;
  }

  @Override
  public boolean owns(String scope) {
    return scope.startsWith("dev.parley");
  }

  @Override
  public Map<Field, List<String>> keys() {
    return Last9.KEYS;
  }

  @Override
  public @Nullable Kind kind(Sent sent) {
    return last9.kind(sent);
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return last9.vagueKind(sent);
  }
}
