package dev.parley.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {
  @ParameterizedTest
  @DisplayName("COST-22: the model's name tells the provider")
  @CsvSource({
    "claude-3-5-sonnet, anthropic",
    "claude-gpt, anthropic",
    "us.anthropic.claude-3-5-haiku-20241022-v1:0, anthropic",
    "gpt-4o, openai",
    "GPT-4o, openai",
    "o1, openai",
    "o1-preview, openai",
    "o3-mini, openai",
    "ft:gpt-3.5-turbo:org::id, openai",
    "gemini-1.5-pro, gcp.gemini",
    "command-r-plus, cohere"
  })
  void byModel(String model, String provider) {
    assertThat(Provider.ofModel(model)).isEqualTo(provider);
  }

  @Test
  @DisplayName("COST-22: google is the same provider as its canonical name, in every API")
  void google() {
    assertThat(Provider.canonical("google")).isEqualTo(Provider.ofModel("gemini-2.5-pro"));
  }

  @ParameterizedTest
  @DisplayName("COST-22: a name that tells nothing has no provider")
  @ValueSource(strings = {"solo1-x", "llama3.1", "", "my-model", "commander", "o10x"})
  void unknownModel(String model) {
    assertThat(Provider.ofModel(model)).isNull();
    assertThat(Provider.ofModel(null)).isNull();
  }

  @ParameterizedTest
  @DisplayName("COST-22: spellings fold into the canonical names")
  @CsvSource({
    "OpenAI, openai",
    "openai.chat, openai",
    "azure_openai, azure.ai.openai",
    "azure-openai.chat, azure.ai.openai",
    "az.ai.inference, azure.ai.inference",
    "anthropic.messages, anthropic",
    "amazon-bedrock, aws.bedrock",
    "google.generative-ai, gcp.gemini",
    "vertex_ai, gcp.vertex_ai",
    "google.vertex.chat, gcp.vertex_ai",
    "xai, x_ai",
    "MistralAI, mistral_ai",
    "Ollama, ollama",
    "openai-compatible, openai-compatible"
  })
  void folds(String seen, String canonical) {
    assertThat(Provider.canonical(seen)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @DisplayName("COST-22: a framework is no provider")
  @ValueSource(strings = {"LangChain", "spring_ai", "microsoft.agent_framework", " "})
  void frameworks(String seen) {
    assertThat(Provider.canonical(seen)).isNull();
  }
}
