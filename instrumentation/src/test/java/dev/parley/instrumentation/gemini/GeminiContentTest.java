package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionCallingConfigMode;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GoogleSearch;
import com.google.genai.types.HarmBlockThreshold;
import com.google.genai.types.HarmCategory;
import com.google.genai.types.Part;
import com.google.genai.types.SafetySetting;
import com.google.genai.types.Schema;
import com.google.genai.types.ServiceTier;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What requests and answers say, and what of it is recorded. */
class GeminiContentTest extends GeminiLoopback {

  private static final FunctionDeclaration TYPED =
      FunctionDeclaration.builder()
          .name("temperature")
          .description("How warm it is.")
          .parameters(
              Schema.builder()
                  .type("OBJECT")
                  .properties(ImmutableMap.of("city", Schema.builder().type("STRING").build())))
          .build();

  private static final GenerateContentConfig TOOLS =
      GenerateContentConfig.builder()
          .systemInstruction(Content.fromParts(Part.fromText("Be brief.")))
          .tools(
              Tool.builder()
                  .functionDeclarations(
                      TYPED,
                      FunctionDeclaration.builder()
                          .name("rain")
                          .parametersJsonSchema(Map.of("type", "object"))
                          .build())
                  .build(),
              Tool.builder().googleSearch(GoogleSearch.builder().build()).build())
          .build();

  private static final List<Content> TOOL_ROUND =
      List.of(
          Content.builder().role("user").parts(Part.fromText("How warm?")).build(),
          Content.builder()
              .role("model")
              .parts(
                  Part.fromText("I ask."),
                  Part.fromFunctionCall("temperature", Map.of("city", "Paris")),
                  Part.fromFunctionCall("rain", Map.of()))
              .build(),
          Content.builder()
              .role("user")
              .parts(
                  Part.fromFunctionResponse("temperature", Map.of("result", 22)),
                  Part.fromFunctionResponse("rain", Map.of("result", "none")),
                  Part.fromText("Well?"))
              .build());

  @Test
  @DisplayName("XP-02, TK-04: system instruction, tool calls and their results are recorded")
  void messages() throws IOException {
    server.answer(200, ANSWER);
    observed().models.generateContent(FLASH, TOOL_ROUND, TOOLS);

    SpanData span = onlySpan();
    assertThat(attributes(span))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "Be brief.")
        .containsEntry("gen_ai.prompt.1.role", "user")
        .containsEntry("gen_ai.prompt.1.content", "How warm?")
        .containsEntry("gen_ai.prompt.2.role", "assistant")
        .containsEntry("gen_ai.prompt.2.content", "I ask.")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.function.name", "temperature")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.function.arguments", "{\"city\":\"Paris\"}")
        .containsEntry("gen_ai.prompt.2.tool_calls.1.function.name", "rain")
        .containsEntry("gen_ai.prompt.3.role", "tool")
        .containsEntry("gen_ai.prompt.3.content", "{\"result\":22}")
        .containsEntry("gen_ai.prompt.4.role", "tool")
        .containsEntry("gen_ai.prompt.5.role", "user")
        .containsEntry("gen_ai.prompt.5.content", "Well?")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.finish_reason", "STOP")
        .containsEntry("gen_ai.request.tools.0.type", "function")
        .containsEntry("gen_ai.request.tools.0.function.name", "temperature")
        .containsEntry("gen_ai.request.tools.0.function.description", "How warm it is.")
        .containsEntry("gen_ai.request.tools.1.function.parameters", "{\"type\":\"object\"}")
        .containsEntry("gen_ai.request.tools.2.type", "googleSearch");
    assertThat(json(span, "gen_ai.system_instructions").toString())
        .isEqualTo("[{\"type\":\"text\",\"content\":\"Be brief.\"}]");
    JsonNode input = json(span, "gen_ai.input.messages");
    assertThat(input.at("/1/parts/1").toString())
        .isEqualTo(
            "{\"type\":\"tool_call\",\"name\":\"temperature\",\"arguments\":{\"city\":\"Paris\"}}");
    assertThat(input.at("/2/parts/0").toString())
        .isEqualTo(
            "{\"type\":\"tool_call_response\",\"name\":\"temperature\","
                + "\"response\":{\"result\":22}}");
    assertThat(json(span, "gen_ai.output.messages").toString())
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello.\"}],"
                + "\"finish_reason\":\"stop\"}]");
    assertThat(json(span, "gen_ai.tool.definitions").at("/0/parameters/properties/city/type"))
        .hasToString("\"STRING\"");
  }

  @Test
  @DisplayName("TK-03: by default roles, tool names and definitions, but nothing that was said")
  void withoutContent() {
    contentOff();
    server.answer(200, ANSWER);
    observed().models.generateContent(FLASH, TOOL_ROUND, TOOLS);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.function.name", "temperature")
        .containsEntry("gen_ai.prompt.3.role", "tool")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.request.tools.0.function.description", "How warm it is.")
        .containsKey("gen_ai.tool.definitions")
        .doesNotContainKeys(
            "gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages")
        .allSatisfy(
            (key, value) -> {
              assertThat(key).doesNotEndWith(".content").doesNotEndWith(".arguments");
              if (!key.equals("server.port")) { // Any free one, 42211 too.
                assertThat(value.toString()).doesNotContain("Be brief", "Paris", "Hello", "22");
              }
            });
  }

  @Test
  @DisplayName("TK-06: what was not set is not recorded; what was set to 0 is")
  void options() {
    server.answer(200, ANSWER).answer(200, ANSWER);
    Client observed = observed();
    observed.models.generateContent(
        FLASH,
        "Hi.",
        GenerateContentConfig.builder()
            .temperature(0f)
            .topP(0.5f)
            .topK(40f)
            .candidateCount(2)
            .maxOutputTokens(100)
            .stopSequences("END", "STOP")
            .presencePenalty(0f)
            .frequencyPenalty(0.25f)
            .seed(7)
            .responseMimeType("application/json")
            .thinkingConfig(ThinkingConfig.builder().thinkingBudget(0).build())
            .serviceTier(new ServiceTier(ServiceTier.Known.FLEX))
            .cachedContent("cachedContents/1")
            .toolConfig(
                ToolConfig.builder()
                    .functionCallingConfig(
                        FunctionCallingConfig.builder()
                            .mode(FunctionCallingConfigMode.Known.ANY)
                            .build())
                    .build())
            .safetySettings(
                SafetySetting.builder()
                    .category(HarmCategory.Known.HARM_CATEGORY_HARASSMENT)
                    .threshold(HarmBlockThreshold.Known.BLOCK_NONE)
                    .build())
            .build());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.top_p", 0.5)
        .containsEntry("gen_ai.request.top_k", 40L)
        .containsEntry("gen_ai.request.choice.count", 2L)
        .containsEntry("gen_ai.request.max_tokens", 100L)
        .containsEntry("gen_ai.request.stop_sequences", List.of("END", "STOP"))
        .containsEntry("gen_ai.request.presence_penalty", 0.0)
        .containsEntry("gen_ai.request.frequency_penalty", 0.25)
        .containsEntry("gen_ai.request.seed", 7L)
        .containsEntry("gen_ai.output.type", "json")
        .containsEntry("gen_ai.request.reasoning.level", "0")
        .containsEntry("gcp.gen_ai.request.service_tier", "flex")
        .containsEntry("gcp.gen_ai.request.cached_content", "cachedContents/1")
        .containsEntry("gcp.gen_ai.request.function_calling_mode", "ANY")
        .containsEntry(
            "gcp.gen_ai.request.safety_settings", List.of("HARM_CATEGORY_HARASSMENT=BLOCK_NONE"));

    exporter.reset();
    observed.models.generateContent(FLASH, "Hi.", null);
    assertThat(attributes(onlySpan()))
        .allSatisfy(
            (key, value) ->
                assertThat(key)
                    .satisfiesAnyOf(
                        k -> assertThat(k).isEqualTo("gen_ai.request.model"),
                        k -> assertThat(k).doesNotContain(".request.")))
        .doesNotContainKeys("gen_ai.output.type", "gen_ai.tool.definitions");
  }

  @Test
  @DisplayName("Data, files, code and thoughts are told for what they are; data is never copied")
  void parts() throws IOException {
    server.answer(
        200,
        """
        {"candidates":[{"content":{"role":"model","parts":[
           {"text":"Hm.","thought":true},
           {"executableCode":{"language":"PYTHON","code":"1+1"}},
           {"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"2"}},
           {"text":"Two."},
           {"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}},
           {"brandNew":{"x":1}}]},
          "finishReason":"MAX_TOKENS"},
         {"content":{"role":"model"},"finishReason":"SAFETY","index":1}],
         "usageMetadata":{"promptTokenCount":10,"toolUsePromptTokenCount":5,
           "promptTokensDetails":[{"modality":"TEXT","tokenCount":2},
                                  {"modality":"AUDIO","tokenCount":8}],
           "cachedContentTokenCount":4,
           "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":3}],
           "candidatesTokenCount":6,"totalTokenCount":21,"trafficType":"ON_DEMAND_FLEX"},
         "modelVersion":"gemini-2.5-flash"}
        """);
    observed()
        .models
        .generateContent(
            FLASH,
            List.of(
                Content.fromParts(
                    Part.fromBytes(new byte[30], "audio/wav"),
                    Part.fromUri("gs://bucket/film.mp4", "video/mp4"),
                    Part.fromText("What is it?"))),
            null);
    SpanData span = onlySpan();
    assertThat(attributes(span))
        .containsEntry("gen_ai.prompt.0.content", "[audio][video]What is it?")
        .containsEntry("gen_ai.completion.0.content", "Two.[image][brandNew]")
        .containsEntry("gen_ai.response.finish_reasons", List.of("MAX_TOKENS", "SAFETY"))
        .containsEntry("gen_ai.usage.input_tokens", 15L)
        .containsEntry("gen_ai.usage.audio.input_tokens", 5L)
        .containsEntry("gen_ai.usage.output_tokens", 6L)
        .containsEntry("gcp.gen_ai.response.service_tier", "flex")
        .containsEntry("gcp.gen_ai.response.traffic_type", "ON_DEMAND_FLEX")
        .doesNotContainKeys("gen_ai.usage.reasoning.output_tokens", "gen_ai.response.id")
        .allSatisfy((key, value) -> assertThat(value.toString()).doesNotContain("iVBOR", "AAAA"));
    assertThat(json(span, "gen_ai.input.messages").at("/0/parts/0").toString())
        .isEqualTo(
            "{\"type\":\"blob\",\"modality\":\"audio\",\"mime_type\":\"audio/wav\","
                + "\"content\":\"\",\"omitted_characters\":40}");
    assertThat(json(span, "gen_ai.input.messages").at("/0/parts/1/uri").asText())
        .isEqualTo("gs://bucket/film.mp4");
    JsonNode said = json(span, "gen_ai.output.messages").at("/0/parts");
    assertThat(said.at("/0/type").asText()).isEqualTo("reasoning");
    assertThat(said.at("/1/server_tool_call/arguments/code").asText()).isEqualTo("1+1");
    assertThat(said.at("/2/server_tool_call_response/response/output").asText()).isEqualTo("2");
    assertThat(json(span, "gen_ai.output.messages").at("/1/finish_reason").asText())
        .isEqualTo("content_filter");
  }

  @Test
  @DisplayName("A prompt that is blocked is a safety stop, and no error")
  void blocked() throws IOException {
    server.answer(
        200,
        """
        {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"No."},
         "usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},
         "modelVersion":"gemini-2.5-flash"}
        """);
    observed().models.generateContent(FLASH, "Something bad.", null);
    SpanData span = onlySpan();
    assertThat(attributes(span))
        .containsEntry("gen_ai.response.finish_reasons", List.of("PROHIBITED_CONTENT"))
        .containsEntry("gcp.gen_ai.response.block_reason", "PROHIBITED_CONTENT")
        .containsEntry("gen_ai.usage.input_tokens", 9L)
        .doesNotContainKeys("gen_ai.usage.output_tokens", "error.type");
    assertThat(json(span, "gen_ai.output.messages").toString())
        .isEqualTo(
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"refusal\",\"content\":\"No.\"}],"
                + "\"finish_reason\":\"content_filter\"}]");
  }

  @Test
  @DisplayName("XP-02: Vertex AI is told as such, with the labels that it bills by")
  void vertex() {
    server.answer(200, ANSWER).answer(200, ANSWER);
    GenerateContentConfig labelled =
        GenerateContentConfig.builder()
            .labels(ImmutableMap.of("team", "shop", "user", "user_456"))
            .build();
    try (Client vertex =
        GeminiInstrumentation.create(parley)
            .instrument(
                Client.builder().apiKey("test").vertexAI(true).httpOptions(options(1)).build())) {
      vertex.models.generateContent(FLASH, "Hi.", labelled);
      vertex.models.generateContent("projects/p/locations/l/endpoints/123", "Hi.", null);
    }
    assertThat(attributes(exporter.getFinishedSpanItems().get(0)))
        .containsEntry("gen_ai.provider.name", "gcp.vertex_ai")
        .containsEntry("gen_ai.system", "gcp.vertex_ai")
        .containsEntry("gen_ai.request.model", FLASH)
        .containsEntry("gcp.gen_ai.request.labels.team", "shop")
        .containsEntry("gen_ai.request.user", "user_456");
    assertThat(attributes(exporter.getFinishedSpanItems().get(1)))
        .containsEntry("gen_ai.provider.name", "gcp.vertex_ai")
        .containsEntry("gen_ai.request.model", "endpoints/123");
  }
}
