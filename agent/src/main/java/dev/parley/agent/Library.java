package dev.parley.agent;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A library of models whose clients are observed, and what the agent itself has for it.
 *
 * @param module the name that settings know Parley's own by
 * @param packages where the types of its clients, and what they are built of, stand
 * @param client a type of the library by which its class loader is found
 * @param instrumentation the class that observes clients
 * @param agentsOwn the names of the agent's own, the first of which settles it
 */
record Library(
    String module,
    List<String> packages,
    String client,
    String instrumentation,
    List<String> agentsOwn) {
  static final Library OPENAI =
      new Library(
          "parley-openai",
          List.of("com.openai."),
          "com.openai.client.OpenAIClient",
          "dev.parley.instrumentation.openai.OpenAiInstrumentation",
          List.of("openai-java", "openai-java-1.1", "openai"));
  static final Library ANTHROPIC =
      new Library(
          "parley-anthropic",
          List.of("com.anthropic."),
          "com.anthropic.client.AnthropicClient",
          "dev.parley.instrumentation.anthropic.AnthropicInstrumentation",
          List.of());
  static final Library GEMINI =
      new Library(
          "parley-gemini",
          List.of("com.google.genai.", "okhttp3."),
          "com.google.genai.Client",
          "dev.parley.instrumentation.gemini.GeminiInstrumentation",
          List.of());

  /** Of the agent's own only what tells the calls of models: requests to AWS are spans still. */
  static final Library BEDROCK =
      new Library(
          "parley-bedrock",
          List.of("software.amazon.awssdk."),
          "software.amazon.awssdk.core.interceptor.ExecutionInterceptor",
          "dev.parley.instrumentation.bedrock.BedrockInstrumentation",
          List.of("aws-sdk-2.2-bedrock-runtime"));

  static final List<Library> ALL = List.of(OPENAI, ANTHROPIC, GEMINI, BEDROCK);

  /** The one that a type of this name is of; null for any other. */
  static @Nullable Library of(String type) {
    for (Library each : ALL) {
      if (each.packages.stream().anyMatch(type::startsWith)) {
        return each;
      }
    }
    return null;
  }

  /** The one whose clients are observed by a class of this name; null for any other. */
  static @Nullable Library observedBy(String instrumentation) {
    for (Library each : ALL) {
      if (each.instrumentation.equals(instrumentation)) {
        return each;
      }
    }
    return null;
  }

  /** The setting that switches the agent's own off; null where it has none, or it is wanted. */
  @Nullable String agentsOwnSetting(ConfigProperties config) {
    return agentsOwn.isEmpty() || !isObserved(config) ? null : setting(agentsOwn.get(0));
  }

  /** Whether Parley observes the clients: where the agent's own is not asked for by name. */
  boolean isObserved(ConfigProperties config) {
    return AgentConfiguration.isEnabled(config)
        && !Boolean.FALSE.equals(AgentConfiguration.flag(config, setting(module)))
        && agentsOwn.stream()
            .noneMatch(name -> Boolean.TRUE.equals(AgentConfiguration.flag(config, setting(name))));
  }

  private static String setting(String name) {
    return "otel.instrumentation." + name + ".enabled";
  }
}
