package dev.parley.instrumentation.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.core.ClientOptions;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.instrumentation.internal.service.ReachedEndpoint;
import dev.parley.instrumentation.internal.service.ServiceCalls;
import dev.parley.instrumentation.internal.service.ServiceLibrary;
import dev.parley.instrumentation.internal.service.ServiceProxy;
import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.Guard;
import java.util.function.Consumer;

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
 * <p>Observed are {@code chat().completions().create(…)} and {@code createStreaming(…)}, and {@code
 * embeddings().create(…)}, in all their forms: blocking and asynchronous, with structured output,
 * and with the raw response. All else passes through as it was. Results and exceptions are those of
 * the client itself, and nothing that goes wrong in here reaches the application.
 *
 * <p>A streamed call ends as its stream does: read to its end, failed, or given up. One that is
 * closed early, or left unread or half-read until it is garbage, is marked {@code
 * parley.stream.incomplete} and tells what had come. Of what a stream says a million characters are
 * kept. Thread-safe.
 */
public final class OpenAiInstrumentation {

  private static final Guard OPTIONS = new Guard("Reading the options of a client");
  private static final Guard RESENDS = new Guard("Counting what a client sends again");
  private static final ServiceLibrary LIBRARY = new OpenAiServices();

  private final Parley parley;

  private OpenAiInstrumentation(Parley parley) {
    this.parley = parley;
  }

  /** An instrumentation that reports to {@code parley}. */
  public static OpenAiInstrumentation create(Parley parley) {
    return new OpenAiInstrumentation(parley);
  }

  /**
   * A client that does what {@code client} does and is observed; an observed one stays as it is.
   */
  public OpenAIClient instrument(OpenAIClient client) {
    if (ServiceProxy.isObserved(client)) {
      return client;
    }
    OpenAIClient plain = uninstrument(client);
    return observed(OpenAIClient.class, plain, plain::withOptions);
  }

  /** As {@link #instrument(OpenAIClient)}, for the asynchronous client. */
  public OpenAIClientAsync instrument(OpenAIClientAsync client) {
    if (ServiceProxy.isObserved(client)) {
      return client;
    }
    OpenAIClientAsync plain = uninstrument(client);
    return observed(OpenAIClientAsync.class, plain, plain::withOptions);
  }

  /** A client of other options; its HTTP client and its threads are the same. */
  private interface Derivation<T> {
    T withOptions(Consumer<ClientOptions.Builder> options);
  }

  /** A client doesn't tell its base URL, but options derived from its own do. */
  private <T> T observed(Class<T> type, T plain, Derivation<T> derivation) {
    ReachedEndpoint endpoint = new ReachedEndpoint(LIBRARY, OpenAiEndpoints.UNKNOWN);
    T derived =
        OPTIONS.get(
            () ->
                derivation.withOptions(
                    options -> {
                      endpoint.read(options);
                      RESENDS.run(() -> OpenAiServices.countResends(options));
                    }),
            plain);
    return ServiceProxy.wrap(
        type, derived, plain, new ServiceCalls(parley, LIBRARY), endpoint.get());
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
