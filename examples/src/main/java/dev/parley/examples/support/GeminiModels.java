package dev.parley.examples.support;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import dev.parley.instrumentation.gemini.GeminiInstrumentation;
import dev.parley.sdk.Parley;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gemini's models. */
final class GeminiModels implements ModelClient {
  private final Client client;

  GeminiModels(Parley parley, String baseUrl, String apiKey) {
    this.client =
        GeminiInstrumentation.create(parley)
            .instrument(
                Client.builder()
                    .apiKey(apiKey)
                    .vertexAI(false)
                    .httpOptions(
                        HttpOptions.builder()
                            .baseUrl(baseUrl)
                            .retryOptions(
                                HttpRetryOptions.builder().attempts(3).initialDelay(0.02).build())
                            .build())
                    .build());
  }

  @Override
  public Said.Answer ask(ModelRequest request) {
    StringBuilder text = new StringBuilder();
    List<Said.Call> calls = new ArrayList<>();
    if (request.streamed()) {
      try (ResponseStream<GenerateContentResponse> pieces =
          client.models.generateContentStream(
              request.model(), contents(request), config(request))) {
        pieces.forEach(piece -> read(piece, text, calls));
      }
    } else {
      read(
          client.models.generateContent(request.model(), contents(request), config(request)),
          text,
          calls);
    }
    return new Said.Answer(text.toString(), calls);
  }

  private static void read(
      GenerateContentResponse response, StringBuilder text, List<Said.Call> calls) {
    for (Part part : response.parts()) {
      part.text().ifPresent(text::append);
      part.functionCall().ifPresent(call -> calls.add(call(call, calls.size())));
    }
  }

  /** Gemini tells results by the function's name; an id is given where it has none. */
  private static Said.Call call(FunctionCall call, int number) {
    return new Said.Call(
        call.id().orElse("call-" + number),
        call.name().orElse(""),
        Json.write(call.args().orElse(Map.of())));
  }

  private static GenerateContentConfig config(ModelRequest request) {
    List<Part> system = new ArrayList<>();
    system.add(Part.fromText(request.instructions()));
    if (!request.notes().isEmpty()) {
      system.add(Part.fromText(request.notes()));
    }
    return GenerateContentConfig.builder()
        .systemInstruction(Content.builder().parts(system).build())
        .temperature((float) request.temperature())
        .maxOutputTokens(ModelRequest.MOST_TOKENS)
        .tools(
            com.google.genai.types.Tool.builder()
                .functionDeclarations(
                    request.tools().stream().map(GeminiModels::declaration).toList())
                .build())
        .build();
  }

  private static FunctionDeclaration declaration(Tool tool) {
    return FunctionDeclaration.builder()
        .name(tool.name())
        .description(tool.description())
        .parametersJsonSchema(tool.schema())
        .build();
  }

  private static List<Content> contents(ModelRequest request) {
    List<Content> contents = new ArrayList<>();
    for (Said said : request.said()) {
      if (said instanceof Said.Question question) {
        contents.add(content("user", List.of(Part.fromText(question.text()))));
      } else if (said instanceof Said.Answer answer) {
        List<Part> parts = new ArrayList<>();
        if (!answer.text().isEmpty()) {
          parts.add(Part.fromText(answer.text()));
        }
        for (Said.Call call : answer.calls()) {
          parts.add(Part.fromFunctionCall(call.tool(), Json.object(call.arguments())));
        }
        contents.add(content("model", parts));
      } else if (said instanceof Said.Results results) {
        contents.add(
            content(
                "user",
                results.results().stream()
                    .map(
                        result ->
                            Part.fromFunctionResponse(
                                result.call().tool(), Json.object(result.json())))
                    .toList()));
      }
    }
    return contents;
  }

  private static Content content(String role, List<Part> parts) {
    return Content.builder().role(role).parts(parts).build();
  }

  @Override
  public void close() {
    client.close();
  }
}
