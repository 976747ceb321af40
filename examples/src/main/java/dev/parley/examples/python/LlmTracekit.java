package dev.parley.examples.python;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Destination;
import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.Parley;

/** The lines for llm-tracekit's snippets, in the order of its document. */
final class LlmTracekit {

  private LlmTracekit() {}

  static Parley setUp() {
    return Parley.builder()
        .serviceName("ai-service")
        .captureContent(true)
        .exportTo(Destination.coralogix(null, null, "ai-application", "ai-subsystem"))
        .buildAndRegisterGlobal();
  }

  static Parley manually() {
    return Parley.builder().serviceName("ai-service").immediateExport().build();
  }

  static Parley indexed() {
    return Parley.builder().messageFormat(MessageFormat.INDEXED).console().build();
  }

  static String poem(Parley parley, OpenAIClient plain) {
    OpenAiInstrumentation openAi = OpenAiInstrumentation.create(parley);
    OpenAIClient client = openAi.instrument(plain);
    String poem =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("gpt-4o-mini")
                    .addUserMessage("Write a short poem on open telemetry.")
                    .build())
            .choices()
            .get(0)
            .message()
            .content()
            .orElse("");
    OpenAIClient unobserved = openAi.uninstrument(client);
    return unobserved == plain ? poem : "";
  }
}
