package dev.parley.sdk.internal.response;

import dev.parley.pricing.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as Anthropic answers them: blocks of text and of tools to use. */
final class AnthropicShape {
  private AnthropicShape() {}

  static LlmResponse message(
      Object answer, List<@Nullable Object> blocks, @Nullable String stopReason, Usage usage) {
    StringBuilder text = new StringBuilder();
    List<RequestedTool> tools = new ArrayList<>();
    for (Object block : blocks) {
      Texts.append(text, Texts.of(block, "text"), " ");
      RequestedTool tool = tool(block, tools.size());
      if (tool != null) {
        tools.add(tool);
      }
    }
    String model = Shape.text(Shape.get(answer, "model"));
    return new LlmResponse(
        "chat",
        LlmResponse.provider(model, answer, "anthropic"),
        model,
        Shape.text(Shape.get(answer, "id")),
        usage,
        stopReason == null ? List.of() : List.of(stopReason),
        text.isEmpty() ? null : text.toString(),
        List.copyOf(tools),
        Shape.text(Shape.get(Shape.get(answer, "usage"), "service_tier")));
  }

  static @Nullable RequestedTool tool(@Nullable Object block, int index) {
    Object variant = Shape.get(block, "tool_use");
    boolean named = "tool_use".equals(Shape.text(Shape.get(block, "type")));
    if (variant == null && !named) {
      return null;
    }
    Object use = variant == null ? block : variant;
    Object input = Shape.first(use, "input", "_input");
    return new RequestedTool(
        index,
        Shape.text(Shape.get(use, "id")),
        "tool_use",
        Shape.text(Shape.get(use, "name")),
        input == null ? null : Shape.json(input));
  }
}
