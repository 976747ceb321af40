package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.instrumentation.testing.ReplayServer;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SetUpTwiceTest {
  private static final String ANSWER =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini",
       "choices":[{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null},
                   "finish_reason":"stop","logprobs":null}],
       "usage":{"prompt_tokens":20,"completion_tokens":10,"total_tokens":30}}
      """;

  private static Parley setUp(InMemorySpanExporter exporter) {
    // The console takes no metrics and logs, and spans go to the exporter alone.
    return Parley.builder().console().spanExporter(exporter).immediateExport().build();
  }

  @Test
  @DisplayName("IN-05: setting everything up twice still yields one span per call")
  void twice() throws Exception {
    InMemorySpanExporter first = InMemorySpanExporter.create();
    InMemorySpanExporter second = InMemorySpanExporter.create();
    try (ReplayServer server = new ReplayServer();
        Parley one = setUp(first);
        Parley two = setUp(second)) {
      OpenAIClient plain =
          OpenAIOkHttpClient.builder().apiKey("test").baseUrl(server.baseUrl()).build();
      OpenAIClient once = OpenAiInstrumentation.create(one).instrument(plain);
      OpenAIClient twice = OpenAiInstrumentation.create(two).instrument(once);
      server.answer(200, ANSWER).answer(200, ANSWER);

      for (int i = 0; i < 2; i++) {
        Conversation.of("c1")
            .run(
                () ->
                    twice
                        .chat()
                        .completions()
                        .create(
                            ChatCompletionCreateParams.builder()
                                .model("gpt-4o-mini")
                                .addUserMessage("Hello?")
                                .build()));
      }

      assertThat(first.getFinishedSpanItems()).hasSize(2);
      assertThat(second.getFinishedSpanItems()).isEmpty();
      plain.close();
    }
  }

  /** What an application does that has no client library on its class path. */
  static final class NoClient {
    private NoClient() {}

    public static void main(String[] arguments) {
      try (Parley parley =
          Parley.builder().spanExporter(SpanExporter.composite()).buildAndRegisterGlobal()) {
        try {
          Class.forName("com.openai.client.OpenAIClient");
          throw new AssertionError("the client is on the class path");
        } catch (ClassNotFoundException expected) {
          // Which is the point.
        }
        Conversation.of("c1")
            .run(
                () ->
                    Step.llm("s")
                        .run(() -> System.out.println("worked " + parley.unpricedCalls())));
      }
    }
  }

  @Test
  @DisplayName("IN-04: without any client library on the class path set-up and steps just work")
  void noClient() throws Exception {
    String classPath =
        Arrays.stream(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().contains("openai"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none",
                "-cp",
                classPath,
                NoClient.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("worked").doesNotContain("Exception", "WARNING");
  }
}
