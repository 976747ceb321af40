package dev.parley.sdk.internal.response;

import dev.parley.pricing.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as OpenAI, and the many who follow it, give them: chat, responses, embeddings. */
final class OpenAiShape {
  private OpenAiShape() {}

  /** Whether these are choices of a model and not of something else. */
  static boolean isAnswer(List<@Nullable Object> choices) {
    return choices.stream()
        .anyMatch(
            choice ->
                Shape.get(choice, "message") != null
                    || Shape.get(choice, "delta") != null
                    || Shape.get(choice, "finish_reason") != null);
  }

  static LlmResponse chat(Object answer, List<@Nullable Object> choices, Usage usage) {
    List<String> reasons = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    List<RequestedTool> tools = new ArrayList<>();
    for (Object choice : choices) {
      add(reasons, Shape.text(Shape.get(choice, "finish_reason")));
      Object message = Shape.get(choice, "message");
      String said = message == null ? Shape.text(Shape.get(choice, "text")) : text(message);
      Texts.append(text, said, "\n");
      for (Object call : Shape.list(Shape.get(message, "tool_calls"))) {
        tools.add(tool(call, tools.size()));
      }
      Object function = Shape.get(message, "function_call");
      if (function != null) {
        tools.add(called(null, "function", function, tools.size()));
      }
    }
    return response("chat", answer, usage, reasons, text, tools);
  }

  /** The usage is known, but neither a chat's choices nor a message is there. */
  static LlmResponse other(Object answer, Usage usage) {
    List<@Nullable Object> data = Shape.list(Shape.get(answer, "data"));
    if (!data.isEmpty() && Shape.get(data.get(0), "embedding") != null) {
      return response("embeddings", answer, usage, List.of(), "", List.of());
    }
    StringBuilder text = new StringBuilder();
    List<RequestedTool> tools = new ArrayList<>();
    for (Object item : Shape.list(Shape.get(answer, "output"))) {
      Object message = Texts.variant(item, "message");
      for (Object part : Shape.list(Shape.get(message, "content"))) {
        Texts.append(text, Texts.of(part, "output_text", "refusal"), " ");
      }
      Object call = Texts.variant(item, "function_call");
      if (Shape.get(call, "arguments") != null) {
        String id = Shape.text(Shape.first(call, "call_id", "id"));
        tools.add(called(id, "function", call, tools.size()));
      }
    }
    List<String> reasons = new ArrayList<>();
    String status = Shape.text(Shape.get(answer, "status"));
    if ("completed".equals(status)) {
      reasons.add(tools.isEmpty() ? "stop" : "tool_calls");
    } else {
      Object details = Shape.get(answer, "incomplete_details");
      String reason = Shape.text(Shape.get(details, "reason"));
      add(reasons, reason == null ? status : reason);
    }
    return response("chat", answer, usage, reasons, text, tools);
  }

  private static LlmResponse response(
      String operation,
      Object answer,
      Usage usage,
      List<String> reasons,
      CharSequence text,
      List<RequestedTool> tools) {
    String model = Shape.text(Shape.get(answer, "model"));
    return new LlmResponse(
        operation,
        LlmResponse.provider(model, answer, null),
        model,
        Shape.text(Shape.get(answer, "id")),
        usage,
        List.copyOf(reasons),
        text.isEmpty() ? null : text.toString(),
        List.copyOf(tools),
        Shape.text(Shape.get(answer, "service_tier")));
  }

  private static @Nullable String text(Object message) {
    Object content = Shape.get(message, "content");
    List<@Nullable Object> parts = Shape.list(content);
    if (parts.isEmpty()) {
      String said = Shape.text(content);
      return said == null || said.isEmpty() ? Shape.text(Shape.get(message, "refusal")) : said;
    }
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      Texts.append(text, Texts.of(part, "text", "refusal"), " ");
    }
    return text.toString();
  }

  private static RequestedTool tool(@Nullable Object call, int index) {
    // A client with types wraps a call into the variant that it is.
    Object variant = Shape.first(call, "function", "custom");
    Object typed = Shape.first(variant, "function", "custom");
    Object known = typed == null ? call : variant;
    String type = Shape.text(Shape.get(known, "type"));
    String id = Shape.text(Shape.get(known, "id"));
    boolean custom = Shape.get(known, "custom") != null;
    String kind = type != null ? type : custom ? "custom" : "function";
    return called(id, kind, typed == null ? variant : typed, index);
  }

  private static RequestedTool called(
      @Nullable String id, String type, @Nullable Object function, int index) {
    Object arguments = Shape.first(function, "arguments", "input");
    return new RequestedTool(
        index,
        id,
        type,
        Shape.text(Shape.get(function, "name")),
        arguments == null ? null : Shape.json(arguments));
  }

  private static void add(List<String> texts, @Nullable String text) {
    if (text != null) {
      texts.add(text);
    }
  }
}
