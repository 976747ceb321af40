package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.instrumentation.internal.ContentCapture;
import dev.parley.instrumentation.internal.Question;
import dev.parley.sdk.Redactor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RedactedMessagesTest {
  private static final Redactor REDACTOR =
      (key, text) -> text.contains("drop") ? null : text.replace("secret", "***");

  @Test
  @DisplayName("The redactor sees every text said and passed, in both forms, and breaks no JSON")
  void redacted() throws Exception {
    JsonMapper json = new JsonMapper();
    JsonNode request =
        json.readTree(
            """
            {"messages": [
              {"role": "user", "content": [{"type": "text", "text": "my secret"}]},
              {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function":
                {"name": "look", "arguments": "{\\"name\\":\\"secret\\",\\"n\\":1}"}}]},
              {"role": "tool", "tool_call_id": "c", "content": "drop this"}]}
            """);
    JsonNode answer =
        json.readTree(
            """
            {"choices": [
              {"finish_reason": "stop", "message": {"role": "assistant", "content": "a secret"}}]}
            """);
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
    Span span = provider.get("test").spanBuilder("s").startSpan();
    Question question =
        new ChatQuestion(
            request,
            () -> request.path("messages").valueStream().map(ChatMessages::asked).toList(),
            () -> request.path("tools"));
    new ContentCapture(
            true, true, true, REDACTOR, new OpenAiServices(OpenAiEndpoints.of(null)).form())
        .write(span, question, new ChatAnswer(answer));
    span.end();

    Map<AttributeKey<?>, Object> written =
        exporter.getFinishedSpanItems().get(0).getAttributes().asMap();
    assertThat(written.toString()).contains("***").doesNotContain("secret", "drop this");
    assertThat(written)
        .containsEntry(AttributeKey.stringKey("gen_ai.prompt.0.content"), "my ***")
        .containsEntry(AttributeKey.stringKey("gen_ai.completion.0.content"), "a ***")
        .containsEntry(AttributeKey.stringKey("gen_ai.prompt.1.tool_calls.0.function.name"), "look")
        .doesNotContainKey(AttributeKey.stringKey("gen_ai.prompt.2.content"));
    JsonNode input =
        json.readTree(written.get(AttributeKey.stringKey("gen_ai.input.messages")).toString());
    assertThat(input.at("/1/parts/0/arguments/name").textValue()).isEqualTo("***");
    assertThat(input.at("/1/parts/0/name").textValue()).isEqualTo("look");
    assertThat(input.at("/2/parts/0/type").textValue()).isEqualTo("tool_call_response");
  }
}
