package dev.parley.instrumentation.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.core.ClientOptions;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.instrumentation.internal.service.ServiceLibrary;
import dev.parley.instrumentation.internal.service.ServiceProxy;
import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Observes the clients of {@code com.openai:openai-java}: every call becomes one span, with the
 * conversation, turn, workflow and agent around it, its usage, and its content where Parley
 * captures content. A call without a turn around it begins the conversation's next turn; the
 * client's own retries belong to the call that they repeat.
 *
 * <pre>{@code
 * OpenAIClient client =
 *     OpenAiInstrumentation.create(parley).instrument(OpenAIOkHttpClient.fromEnv());
 * }</pre>
 *
 * <p>Observed are {@code create(…)} and {@code createStreaming(…)} of {@code chat().completions()}
 * and of {@code responses()}, and {@code embeddings().create(…)}, in all their forms: blocking and
 * asynchronous, with structured output, and with the raw response. All else passes through as it
 * was. Results and exceptions are those of the client itself, and nothing that goes wrong in here
 * reaches the application.
 *
 * <p>A streamed call ends as its stream does: read to its end, failed, or given up. One that is
 * closed early, or left unread or half-read until it is garbage, is marked {@code
 * parley.stream.incomplete} and tells what had come. Of what a stream says a million characters are
 * kept. Thread-safe.
 */
public final class OpenAiInstrumentation {

  /** The setting of {@link #provider}. */
  private static final String PROVIDER = "parley.openai.provider";

  private final Parley parley;
  private final ServiceLibrary library;

  private OpenAiInstrumentation(Parley parley, @Nullable String provider) {
    this.parley = parley;
    this.library = new OpenAiServices(OpenAiEndpoints.of(provider));
  }

  /** An instrumentation that reports to {@code parley}. */
  public static OpenAiInstrumentation create(Parley parley) {
    return new OpenAiInstrumentation(parley, Settings.ofSystem().text(PROVIDER));
  }

  /**
   * An instrumentation of clients whose calls this provider answers: {@code ollama}, {@code vllm},
   * {@code azure}, whatever it is called. Without it the host's name decides, which tells nothing
   * where it is that of a proxy or of a model server of one's own. Also by the system property
   * {@code parley.openai.provider} or the environment's {@code PARLEY_OPENAI_PROVIDER}.
   *
   * @param name in any spelling; blank to go by the host
   */
  public OpenAiInstrumentation provider(String name) {
    return new OpenAiInstrumentation(parley, name);
  }

  /**
   * A client that does what {@code client} does and is observed; an observed one stays as it is.
   */
  public OpenAIClient instrument(OpenAIClient client) {
    return ServiceProxy.<OpenAIClient, ClientOptions.Builder>observe(
        OpenAIClient.class,
        client,
        parley,
        library,
        (plain, options) -> plain.withOptions(options));
  }

  /** As {@link #instrument(OpenAIClient)}, for the asynchronous client. */
  public OpenAIClientAsync instrument(OpenAIClientAsync client) {
    return ServiceProxy.<OpenAIClientAsync, ClientOptions.Builder>observe(
        OpenAIClientAsync.class,
        client,
        parley,
        library,
        (plain, options) -> plain.withOptions(options));
  }

  /**
   * Silences every client that was instrumented for this instrumentation's Parley, by this or
   * another instrumentation, and every service got from one: from now on they are as plain ones.
   * Calls that have begun are still recorded. A client that is instrumented afterwards is observed,
   * also one that was silenced.
   */
  public void uninstrument() {
    Switch.off(parley, OpenAiServices.NAME);
  }

  /** The plain client behind an observed one; a plain one stays as it is. */
  public OpenAIClient uninstrument(OpenAIClient client) {
    return ServiceProxy.unwrap(OpenAIClient.class, client);
  }

  /** As {@link #uninstrument(OpenAIClient)}, for the asynchronous client. */
  public OpenAIClientAsync uninstrument(OpenAIClientAsync client) {
    return ServiceProxy.unwrap(OpenAIClientAsync.class, client);
  }
}
