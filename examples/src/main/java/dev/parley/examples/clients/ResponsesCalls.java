package dev.parley.examples.clients;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Workflow;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's Responses API, observed: a function, thoughts, and a streamed answer. */
public final class ResponsesCalls {
  private final Parley parley;
  private final OpenAIClient client;
  private final List<ResponseInputItem> chat = new ArrayList<>();

  ResponsesCalls(Parley parley, OpenAIClient plain) {
    this.parley = parley;
    this.client = OpenAiInstrumentation.create(parley).instrument(plain);
  }

  /** Asks OpenAI where {@code OPENAI_API_KEY} is set, else the loopback provider. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley = ExampleTelemetry.start("responses-calls")) {
      new ResponsesCalls(parley, account.client()).talk().forEach(System.out::println);
    }
  }

  /** Two turns: one with a function, one streamed. */
  List<String> talk() {
    return Conversation.of("responses_session")
        .user("user_456")
        .call(
            () -> {
              String first = Workflow.of("order_question").call(this::askWithTool);
              String second = Workflow.of("order_question").call(this::askStreamed);
              return List.of(first, second);
            });
  }

  private String askWithTool() {
    say(Orders.FIRST);
    Response answer = client.responses().create(request());
    while (remember(answer)) {
      answer = client.responses().create(request());
    }
    return text(answer);
  }

  private String askStreamed() {
    say(Orders.SECOND);
    StringBuilder text = new StringBuilder();
    try (StreamResponse<ResponseStreamEvent> events =
        client.responses().createStreaming(request())) {
      events.stream()
          .flatMap(event -> event.outputTextDelta().stream())
          .forEach(piece -> text.append(piece.delta()));
    }
    return text.toString();
  }

  /** Takes over what was answered, thoughts included, and carries out what was called. */
  private boolean remember(Response answer) {
    boolean called = false;
    for (ResponseOutputItem item : answer.output()) {
      item.reasoning().ifPresent(thoughts -> chat.add(ResponseInputItem.ofReasoning(thoughts)));
      item.message().ifPresent(said -> chat.add(ResponseInputItem.ofResponseOutputMessage(said)));
      if (item.functionCall().isPresent()) {
        called = true;
        ResponseFunctionToolCall call = item.functionCall().get();
        chat.add(ResponseInputItem.ofFunctionCall(call));
        chat.add(
            ResponseInputItem.ofFunctionCallOutput(
                ResponseInputItem.FunctionCallOutput.builder()
                    .callId(call.callId())
                    .output(
                        Orders.json(
                            Orders.lookUp(parley, call.callId(), Orders.object(call.arguments()))))
                    .build()));
      }
    }
    return called;
  }

  private void say(String text) {
    chat.add(
        ResponseInputItem.ofEasyInputMessage(
            EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content(text).build()));
  }

  private ResponseCreateParams request() {
    return ResponseCreateParams.builder()
        .model("gpt-5-mini")
        .instructions(Orders.INSTRUCTIONS)
        .inputOfResponse(List.copyOf(chat))
        .addTool(
            FunctionTool.builder()
                .name(Orders.TOOL)
                .description(Orders.DESCRIPTION)
                .parameters(
                    FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Orders.PROPERTIES))
                        .putAdditionalProperty("required", JsonValue.from(List.of(Orders.REQUIRED)))
                        .build())
                .strict(false)
                .build())
        .build();
  }

  private static String text(Response response) {
    StringBuilder text = new StringBuilder();
    response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(part -> part.outputText().stream())
        .forEach(part -> text.append(part.text()));
    return text.toString();
  }
}
