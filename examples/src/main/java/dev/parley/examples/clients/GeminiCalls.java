package dev.parley.examples.clients;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.instrumentation.gemini.GeminiInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Gemini's client, observed: a function, a streamed answer, and an embedding. */
public final class GeminiCalls {
  private static final String MODEL = "gemini-2.5-flash";
  private static final GenerateContentConfig CONFIG =
      GenerateContentConfig.builder()
          .systemInstruction(Content.fromParts(Part.fromText(Orders.INSTRUCTIONS)))
          .tools(
              Tool.builder()
                  .functionDeclarations(
                      FunctionDeclaration.builder()
                          .name(Orders.TOOL)
                          .description(Orders.DESCRIPTION)
                          .parametersJsonSchema(
                              Map.of(
                                  "type",
                                  "object",
                                  "properties",
                                  Orders.PROPERTIES,
                                  "required",
                                  List.of(Orders.REQUIRED)))
                          .build())
                  .build())
          .build();

  private final Parley parley;
  private final Client client;
  private final List<Content> chat = new ArrayList<>();

  GeminiCalls(Parley parley, Client plain) {
    this.parley = parley;
    GeminiInstrumentation gemini = GeminiInstrumentation.create(parley);
    Client client = gemini.instrument(plain);
    this.client = client;
  }

  /**
   * Asks Gemini where {@code GEMINI_API_KEY} or {@code GOOGLE_API_KEY} is set, else the loopback
   * provider.
   */
  public static void main(String[] arguments) throws Exception {
    String key = System.getenv("GEMINI_API_KEY");
    if (key == null) {
      key = System.getenv("GOOGLE_API_KEY");
    }
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(Scenarios.load());
        Parley parley = ExampleTelemetry.start("gemini-calls");
        Client client = key == null ? loopback(provider) : Client.builder().apiKey(key).build()) {
      GeminiCalls calls = new GeminiCalls(parley, client);
      calls.talk().forEach(System.out::println);
      System.out.println("Dimensions of an embedding: " + calls.embed());
    }
  }

  static Client loopback(LoopbackProvider provider) {
    return Client.builder()
        .apiKey("none")
        .vertexAI(false)
        .httpOptions(HttpOptions.builder().baseUrl(provider.origin()).build())
        .build();
  }

  /** Two turns: one with a function, one streamed. */
  List<String> talk() {
    return Conversation.of("gemini_session")
        .user("user_456")
        .call(
            () -> {
              String first = Workflow.of("order_question").call(this::askWithTool);
              String second = Workflow.of("order_question").call(this::askStreamed);
              return List.of(first, second);
            });
  }

  private String askWithTool() {
    say("user", List.of(Part.fromText(Orders.FIRST)));
    GenerateContentResponse answer = client.models.generateContent(MODEL, chat, CONFIG);
    say("model", answer.parts());
    List<Part> results =
        answer.parts().stream()
            .flatMap(part -> part.functionCall().stream())
            .map(this::carryOut)
            .toList();
    if (!results.isEmpty()) {
      say("user", results);
      answer = client.models.generateContent(MODEL, chat, CONFIG);
      say("model", answer.parts());
    }
    return Objects.requireNonNullElse(answer.text(), "");
  }

  private Part carryOut(FunctionCall call) {
    Map<String, Object> arguments = call.args().orElse(Map.of());
    return Part.fromFunctionResponse(
        call.name().orElse(""), Orders.lookUp(parley, call.id().orElse(""), arguments));
  }

  private String askStreamed() {
    say("user", List.of(Part.fromText(Orders.SECOND)));
    StringBuilder text = new StringBuilder();
    try (ResponseStream<GenerateContentResponse> pieces =
        client.models.generateContentStream(MODEL, chat, CONFIG)) {
      for (GenerateContentResponse piece : pieces) {
        text.append(Objects.requireNonNullElse(piece.text(), ""));
      }
    }
    return text.toString();
  }

  /** The size of a text's vector; a call of its own. */
  int embed() {
    return client
        .models
        .embedContent("gemini-embedding-001", Orders.FIRST, null)
        .embeddings()
        .orElseThrow()
        .get(0)
        .values()
        .orElseThrow()
        .size();
  }

  private void say(String role, List<Part> parts) {
    chat.add(Content.builder().role(role).parts(parts).build());
  }
}
