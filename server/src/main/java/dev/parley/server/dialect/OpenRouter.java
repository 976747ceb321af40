package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenRouter's broadcast: one span a call, and below it one for each provider that was tried. */
final class OpenRouter implements Vocabulary {
  @Override
  public Dialect dialect() {
    return Dialect.OPENROUTER;
  }

  @Override
  public Map<Field, List<String>> keys() {
    return Map.of();
  }

  @Override
  public boolean marks(Sent sent) {
    return sent.attributes().has("openrouter.provider_slug")
        || sent.attributes().has("trace.metadata.openrouter.provider_name");
  }

  @Override
  public @Nullable Kind shadow(Sent sent) {
    return sent.name().startsWith("provider attempt ") ? Kind.HTTP : null;
  }

  @Override
  public @Nullable Kind vagueKind(Sent sent) {
    return marks(sent) ? Kind.MODEL_CALL : null;
  }
}
