package dev.parley.examples.clients;

import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import dev.parley.instrumentation.bedrock.BedrockInstrumentation;
import dev.parley.instrumentation.gemini.GeminiInstrumentation;
import dev.parley.sdk.Parley;
import java.util.List;
import okhttp3.OkHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** Further ways in which clients are observed, with the accounts that the environment names. */
final class Setups {

  private Setups() {}

  static Client gemini(Parley parley) {
    Client client = GeminiInstrumentation.create(parley).instrument(new Client());
    return client;
  }

  static Client geminiByHttpClient(Parley parley) {
    OkHttpClient http = GeminiInstrumentation.create(parley).instrument(new OkHttpClient());
    Client client =
        Client.builder()
            .clientOptions(ClientOptions.builder().customHttpClient(http).build())
            .build();
    return client;
  }

  static List<AutoCloseable> bedrock(Parley parley) {
    BedrockInstrumentation bedrock = BedrockInstrumentation.create(parley);

    // A client that is built already, however that was done:
    BedrockRuntimeClient client = bedrock.instrument(BedrockRuntimeClient.create());

    // Or a builder, after its overrideConfiguration is set:
    BedrockRuntimeAsyncClient async =
        bedrock.instrument(BedrockRuntimeAsyncClient.builder()).build();

    // Or the interceptor alone:
    BedrockRuntimeClient.builder()
        .overrideConfiguration(o -> o.addExecutionInterceptor(bedrock.interceptor()))
        .build();
    return List.of(client, async);
  }
}
