package dev.parley.instrumentation.gemini;

import com.google.genai.Client;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.sdk.Parley;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Observes the clients of {@code com.google.genai:google-genai}: every request to a model becomes
 * one span, with the conversation, turn, workflow and agent around it, its usage, and its content
 * where Parley captures content. A call without a turn around it begins the conversation's next
 * turn; the library's own retries belong to the call that they repeat.
 *
 * <pre>{@code
 * Client client = GeminiInstrumentation.create(parley).instrument(new Client());
 * }</pre>
 *
 * <p>This sets a private field of the client. Where the platform forbids that, the client stays as
 * it is, a warning says so, and the client can be built over an observed HTTP client instead:
 *
 * <pre>{@code
 * OkHttpClient http = GeminiInstrumentation.create(parley).instrument(new OkHttpClient());
 * Client client = Client.builder()
 *     .clientOptions(ClientOptions.builder().customHttpClient(http).build())
 *     .build();
 * }</pre>
 *
 * <p>Observed are {@code generateContent}, {@code generateContentStream} and {@code embedContent}
 * of {@code client.models} and {@code client.async.models}, and the messages of chats. Where the
 * library calls functions by itself and asks again, each request is a span, and all of them are one
 * turn. All else passes through as it was. Results and exceptions are those of the client itself,
 * and nothing that goes wrong in here reaches the application.
 *
 * <p>A streamed call ends as its stream does: read to its end, failed, or given up. One that is
 * closed early, or left unread or half-read until it is garbage, is marked {@code
 * parley.stream.incomplete} and tells what had come. Of what a stream says a million characters are
 * kept. Thread-safe.
 */
public final class GeminiInstrumentation {

  private static final String LIBRARY = "google-genai";

  private final Parley parley;

  private GeminiInstrumentation(Parley parley) {
    this.parley = parley;
  }

  /** An instrumentation that reports to {@code parley}. */
  public static GeminiInstrumentation create(Parley parley) {
    return new GeminiInstrumentation(parley);
  }

  /**
   * Observes this client and gives it back; it is the same one, and so are the services got from it
   * before. An observed one stays as it is.
   */
  public Client instrument(Client client) {
    ClientTransport.change(client, this::instrument);
    return client;
  }

  /**
   * An HTTP client that does what {@code http} does and is observed, for {@code
   * ClientOptions.customHttpClient}; an observed one stays as it is. It shares the connections,
   * threads, interceptors and timeouts of {@code http}.
   */
  public OkHttpClient instrument(OkHttpClient http) {
    ModelCalls calls = ModelCalls.of(http);
    if (calls != null && !calls.isOff()) {
      return http;
    }
    return ModelCalls.observe(uninstrument(http), parley, Switch.on(parley, LIBRARY));
  }

  /**
   * Silences every client that was instrumented for this instrumentation's Parley, by this or
   * another instrumentation: from now on they are as plain ones. Calls that have begun are still
   * recorded. A client that is instrumented afterwards is observed, also one that was silenced.
   */
  public void uninstrument() {
    Switch.off(parley, LIBRARY);
  }

  /** Observes this client no more and gives it back; a plain one stays as it is. */
  public Client uninstrument(Client client) {
    ClientTransport.change(client, this::uninstrument);
    return client;
  }

  /** The same client without its observer; a plain one stays as it is. */
  public OkHttpClient uninstrument(OkHttpClient http) {
    @Nullable ModelCalls calls = ModelCalls.of(http);
    return calls == null ? http : calls.removedFrom(http);
  }
}
