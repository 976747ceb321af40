package dev.parley.examples.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Protocol;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * A process that takes part in a conversation: it asks a provider some questions, reports to a
 * server, and prints each of its calls: {@code call TRACE START_NANOS DURATION_NANOS INPUT OUTPUT}.
 */
final class ConversationProcess {
  private ConversationProcess() {}

  /**
   * Takes, in this order, the server's address, {@code grpc} or {@code http}, the provider's base
   * URL, the conversation, this process's service name, and the questions.
   */
  @SuppressWarnings("try") // The conversation works by being open.
  public static void main(String[] arguments) {
    Parley parley =
        Parley.builder()
            .serviceName(arguments[4])
            .endpoint(arguments[0])
            .protocol(arguments[1].equals("grpc") ? Protocol.GRPC : Protocol.HTTP_PROTOBUF)
            .addSpanProcessor(new Printer())
            .build();
    OpenAIClient client =
        OpenAiInstrumentation.create(parley)
            .instrument(OpenAIOkHttpClient.builder().baseUrl(arguments[2]).apiKey("none").build());
    for (int i = 5; i < arguments.length; i++) {
      try (var scope = Conversation.of(arguments[3]).user("ann").open()) {
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("gpt-4o")
                    .addUserMessage(arguments[i])
                    .build());
      }
    }
    client.close();
    parley.close();
  }

  private static final class Printer implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      SpanData data = span.toSpanData();
      System.out.println(
          String.join(
              " ",
              "call",
              data.getTraceId(),
              Long.toString(data.getStartEpochNanos()),
              Long.toString(data.getEndEpochNanos() - data.getStartEpochNanos()),
              tokens(data, "gen_ai.usage.input_tokens"),
              tokens(data, "gen_ai.usage.output_tokens")));
    }

    private static String tokens(SpanData span, String key) {
      return String.valueOf(span.getAttributes().get(AttributeKey.longKey(key)));
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}
