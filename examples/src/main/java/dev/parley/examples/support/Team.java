package dev.parley.examples.support;

import dev.parley.sdk.Parley;
import java.util.List;
import java.util.Map;

/**
 * The agents of the desk over one provider's models.
 *
 * @param models the way to them
 * @param triage the model that sorts first messages
 * @param billing the model of the billing specialist
 * @param technical the model of the technical specialist
 * @param streams whether specialists read their models' answers piece by piece
 */
public record Team(
    ModelClient models, String triage, String billing, String technical, boolean streams)
    implements AutoCloseable {

  /**
   * A team over OpenAI's models, or over those of a provider that speaks its protocol.
   *
   * @param baseUrl such as {@code https://api.openai.com/v1}
   */
  public static Team openAi(Parley parley, String baseUrl, String apiKey) {
    return new Team(
        new OpenAiModels(parley, baseUrl, apiKey), "gpt-4o-mini", "gpt-4o", "gpt-4.1", false);
  }

  /**
   * A team over Anthropic's models.
   *
   * @param baseUrl such as {@code https://api.anthropic.com}
   */
  public static Team anthropic(Parley parley, String baseUrl, String apiKey) {
    return new Team(
        new AnthropicModels(parley, baseUrl, apiKey),
        "claude-haiku-4-5",
        "claude-sonnet-4-5",
        "claude-haiku-4-5",
        true);
  }

  /**
   * A team over Gemini's models.
   *
   * @param baseUrl such as {@code https://generativelanguage.googleapis.com}
   */
  public static Team gemini(Parley parley, String baseUrl, String apiKey) {
    return new Team(
        new GeminiModels(parley, baseUrl, apiKey),
        "gemini-2.5-flash",
        "gemini-2.5-pro",
        "gemini-2.5-flash",
        true);
  }

  /**
   * A team over models that Bedrock hosts, behind an endpoint that takes any credentials. It does
   * not stream: a stream's future may complete before its span ends, and the demo's history is made
   * of traces that are complete when their root ends.
   *
   * @param endpoint such as {@code https://bedrock-runtime.us-east-1.amazonaws.com}
   */
  public static Team bedrock(Parley parley, String endpoint) {
    return new Team(
        new BedrockModels(parley, endpoint),
        "amazon.nova-lite-v1:0",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "amazon.nova-pro-v1:0",
        false);
  }

  /** The same team, its specialists reading their models' answers piece by piece. */
  public Team streaming() {
    return new Team(models, triage, billing, technical, true);
  }

  /** The specialists by the name under which triage knows them. */
  Map<String, Specialist> specialists(
      String handbook, List<Tool> billingTools, List<Tool> technicalTools) {
    return Map.of(
        "billing", Specialist.billing(billing, handbook, billingTools),
        "technical", Specialist.technical(technical, handbook, technicalTools));
  }

  @Override
  public void close() {
    models.close();
  }
}
