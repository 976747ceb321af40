package dev.parley.examples.provider;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The models on offer and the dated names under which the real providers answer for them. */
final class ModelCatalog {

  /** OpenAI's. */
  static final ModelCatalog OPENAI =
      new ModelCatalog(
          Map.of(
              "gpt-4o", "gpt-4o-2024-08-06",
              "gpt-4o-mini", "gpt-4o-mini-2024-07-18",
              "gpt-4.1", "gpt-4.1-2025-04-14",
              "gpt-5-mini", "gpt-5-mini-2025-08-07",
              "text-embedding-3-small", "text-embedding-3-small"));

  /** Anthropic's. */
  static final ModelCatalog ANTHROPIC =
      new ModelCatalog(
          Map.of(
              "claude-sonnet-4-5", "claude-sonnet-4-5-20250929",
              "claude-haiku-4-5", "claude-haiku-4-5-20251001"));

  /** Gemini's, which answer by the names that they were asked by. */
  static final ModelCatalog GEMINI =
      new ModelCatalog(
          Map.of(
              "gemini-2.5-pro", "gemini-2.5-pro",
              "gemini-2.5-flash", "gemini-2.5-flash",
              "gemini-embedding-001", "gemini-embedding-001"));

  private static final Set<String> BEDROCK =
      Set.of(
          "anthropic.claude-sonnet-4-5-20250929-v1:0",
          "anthropic.claude-haiku-4-5-20251001-v1:0",
          "amazon.nova-pro-v1:0",
          "amazon.nova-lite-v1:0");

  /** A region's or the world's inference profile before a model's id. */
  private static final Pattern PROFILE = Pattern.compile("(?:us|eu|apac|global)\\.(.+)");

  private final Map<String, String> snapshots;

  private ModelCatalog(Map<String, String> snapshots) {
    this.snapshots = snapshots;
  }

  /** The snapshot that answers for a name, which may be a snapshot's own; empty if unknown. */
  Optional<String> snapshot(String model) {
    return snapshots.containsValue(model)
        ? Optional.of(model)
        : Optional.ofNullable(snapshots.get(model));
  }

  /** Bedrock's id of a model, asked by it, through an inference profile, or by an ARN. */
  static Optional<String> bedrock(String asked) {
    String id = asked.substring(asked.lastIndexOf('/') + 1);
    Matcher profile = PROFILE.matcher(id);
    String model = profile.matches() ? profile.group(1) : id;
    return BEDROCK.contains(model) ? Optional.of(model) : Optional.empty();
  }
}
