package dev.parley.instrumentation.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientAsync;
import com.anthropic.core.ClientOptions;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.instrumentation.internal.service.ServiceLibrary;
import dev.parley.instrumentation.internal.service.ServiceProxy;
import dev.parley.sdk.Parley;

/**
 * Observes the clients of {@code com.anthropic:anthropic-java}: every call becomes one span, with
 * the conversation, turn, workflow and agent around it, its usage, and its content where Parley
 * captures content. A call without a turn around it begins the conversation's next turn; the
 * client's own retries belong to the call that they repeat.
 *
 * <pre>{@code
 * AnthropicClient client =
 *     AnthropicInstrumentation.create(parley).instrument(AnthropicOkHttpClient.fromEnv());
 * }</pre>
 *
 * <p>Observed are {@code messages().create(…)} and {@code createStreaming(…)}, and the same of
 * {@code beta().messages()}, in all their forms: blocking and asynchronous, with structured output,
 * with the raw response, and by a tool runner or a message thread. All else passes through as it
 * was. Results and exceptions are those of the client itself, and nothing that goes wrong in here
 * reaches the application.
 *
 * <p>The library makes spans itself, which it sends to the global OpenTelemetry. An observed call
 * has none of those beside its own; see the package.
 *
 * <p>A streamed call ends as its stream does: read to its end, failed, or given up. One that is
 * closed early, or left unread or half-read until it is garbage, is marked {@code
 * parley.stream.incomplete} and tells what had come. Of what a stream says a million characters are
 * kept. Thread-safe.
 */
public final class AnthropicInstrumentation {

  private static final ServiceLibrary LIBRARY = new AnthropicServices();

  private final Parley parley;

  private AnthropicInstrumentation(Parley parley) {
    this.parley = parley;
  }

  /** An instrumentation that reports to {@code parley}. */
  public static AnthropicInstrumentation create(Parley parley) {
    return new AnthropicInstrumentation(parley);
  }

  /**
   * A client that does what {@code client} does and is observed; an observed one stays as it is.
   */
  public AnthropicClient instrument(AnthropicClient client) {
    return ServiceProxy.<AnthropicClient, ClientOptions.Builder>observe(
        AnthropicClient.class,
        client,
        parley,
        LIBRARY,
        (plain, options) -> plain.withOptions(options));
  }

  /** As {@link #instrument(AnthropicClient)}, for the asynchronous client. */
  public AnthropicClientAsync instrument(AnthropicClientAsync client) {
    return ServiceProxy.<AnthropicClientAsync, ClientOptions.Builder>observe(
        AnthropicClientAsync.class,
        client,
        parley,
        LIBRARY,
        (plain, options) -> plain.withOptions(options));
  }

  /**
   * Silences every client that was instrumented for this instrumentation's Parley, by this or
   * another instrumentation, and every service got from one: from now on they are as plain ones.
   * Calls that have begun are still recorded. A client that is instrumented afterwards is observed,
   * also one that was silenced.
   */
  public void uninstrument() {
    Switch.off(parley, AnthropicServices.NAME);
  }

  /** The plain client behind an observed one; a plain one stays as it is. */
  public AnthropicClient uninstrument(AnthropicClient client) {
    return ServiceProxy.unwrap(AnthropicClient.class, client);
  }

  /** As {@link #uninstrument(AnthropicClient)}, for the asynchronous client. */
  public AnthropicClientAsync uninstrument(AnthropicClientAsync client) {
    return ServiceProxy.unwrap(AnthropicClientAsync.class, client);
  }
}
