package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Switch;
import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.Guard;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.bedrockagentruntime.BedrockAgentRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * Observes the clients of Amazon Bedrock in the AWS SDK v2: every call becomes one span, with the
 * conversation, turn, workflow and agent around it, its usage, and its content where Parley
 * captures content. A call without a turn around it begins the conversation's next turn; the SDK's
 * own retries belong to the call that they repeat.
 *
 * <pre>{@code
 * BedrockRuntimeClient client =
 *     BedrockInstrumentation.create(parley).instrument(BedrockRuntimeClient.create());
 * }</pre>
 *
 * <p>Or as it is built:
 *
 * <pre>{@code
 * BedrockRuntimeClient.builder()
 *     .overrideConfiguration(o -> o.addExecutionInterceptor(bedrock.interceptor()))
 *     .build();
 * }</pre>
 *
 * <p>Observed are {@code converse}, {@code converseStream}, {@code invokeModel} and {@code
 * invokeModelWithResponseStream} of the runtime, and {@code invokeAgent} of the agents' runtime.
 * All else passes through as it was. Results, streams and exceptions are those of the SDK itself,
 * and nothing that goes wrong in here reaches the application. A client that is observed both ways,
 * or twice, tells each call once.
 *
 * <p>A streamed call ends as its stream does: read to its end, failed, or given up. One that is
 * cancelled early, or never subscribed to until it is garbage, is marked {@code
 * parley.stream.incomplete} and tells what had come. Of what a stream says a million characters are
 * kept. Thread-safe.
 */
public final class BedrockInstrumentation {

  private static final String LIBRARY = "bedrock";
  private static final Guard GUARD = new Guard("Reading the configuration of a client of Bedrock");

  private final Parley parley;

  private BedrockInstrumentation(Parley parley) {
    this.parley = parley;
  }

  /** An instrumentation that reports to {@code parley}. */
  public static BedrockInstrumentation create(Parley parley) {
    return new BedrockInstrumentation(parley);
  }

  /**
   * An interceptor for the override configuration of a client's builder. It may be given to clients
   * of other services as well, which it lets pass.
   */
  public ExecutionInterceptor interceptor() {
    return new CallInterceptor(calls());
  }

  /**
   * Adds the interceptor to what the builder's override configuration holds by now, unless that has
   * one already. To be called after {@code overrideConfiguration}, which would replace it.
   *
   * @return the builder
   */
  public <B extends SdkClientBuilder<B, ?>> B instrument(B builder) {
    ClientOverrideConfiguration configuration = builder.overrideConfiguration();
    return isIntercepted(configuration)
        ? builder
        : builder.overrideConfiguration(
            configuration.toBuilder().addExecutionInterceptor(interceptor()).build());
  }

  /**
   * A client that does what {@code client} does and is observed; an observed one stays as it is.
   */
  public BedrockRuntimeClient instrument(BedrockRuntimeClient client) {
    return ClientProxy.isObserved(client)
        ? client
        : observed(
            BedrockRuntimeClient.class,
            uninstrument(client),
            client::serviceClientConfiguration,
            "bedrock-runtime");
  }

  /** As {@link #instrument(BedrockRuntimeClient)}, for the asynchronous client. */
  public BedrockRuntimeAsyncClient instrument(BedrockRuntimeAsyncClient client) {
    return ClientProxy.isObserved(client)
        ? client
        : observed(
            BedrockRuntimeAsyncClient.class,
            uninstrument(client),
            client::serviceClientConfiguration,
            "bedrock-runtime");
  }

  /**
   * As {@link #instrument(BedrockRuntimeClient)}, for the client of agents. It has a name of its
   * own, because a compiler wants to see the types of all methods of one name, and this one is in a
   * library that applications without agents do not have.
   */
  public BedrockAgentRuntimeAsyncClient instrumentAgents(BedrockAgentRuntimeAsyncClient client) {
    return ClientProxy.isObserved(client)
        ? client
        : observed(
            BedrockAgentRuntimeAsyncClient.class,
            uninstrumentAgents(client),
            client::serviceClientConfiguration,
            "bedrock-agent-runtime");
  }

  private <T> T observed(
      Class<T> type,
      T plain,
      Supplier<? extends @Nullable SdkServiceClientConfiguration> configuration,
      String endpointPrefix) {
    BedrockCalls calls = calls();
    SdkServiceClientConfiguration known = known(configuration);
    boolean intercepted = known != null && isIntercepted(known.overrideConfiguration());
    URI endpoint = known == null ? null : Endpoints.of(known, endpointPrefix);
    return ClientProxy.wrap(
        type,
        plain,
        new ClientProxy.Observer(calls, intercepted ? null : new CallInterceptor(calls), endpoint));
  }

  /** A client of the application's own may have none. */
  private static @Nullable SdkServiceClientConfiguration known(
      Supplier<? extends @Nullable SdkServiceClientConfiguration> configuration) {
    try {
      return configuration.get();
    } catch (UnsupportedOperationException none) {
      return null;
    } catch (RuntimeException | LinkageError fault) {
      GUARD.report(fault);
      return null;
    }
  }

  private BedrockCalls calls() {
    return new BedrockCalls(parley, Switch.on(parley, LIBRARY));
  }

  private static boolean isIntercepted(ClientOverrideConfiguration configuration) {
    return configuration.executionInterceptors().stream()
        .anyMatch(one -> one instanceof CallInterceptor ours && ours.isOn());
  }

  /**
   * Silences every client that was observed for this instrumentation's Parley, by this or another
   * instrumentation: from now on they are as plain ones. Calls that have begun are still recorded.
   * A client that is instrumented afterwards is observed, also one that was silenced.
   */
  public void uninstrument() {
    Switch.off(parley, LIBRARY);
  }

  /**
   * The plain client behind an observed one; a plain one stays as it is, also one that was built
   * with the {@link #interceptor}.
   */
  public BedrockRuntimeClient uninstrument(BedrockRuntimeClient client) {
    return ClientProxy.unwrap(BedrockRuntimeClient.class, client);
  }

  /** As {@link #uninstrument(BedrockRuntimeClient)}, for the asynchronous client. */
  public BedrockRuntimeAsyncClient uninstrument(BedrockRuntimeAsyncClient client) {
    return ClientProxy.unwrap(BedrockRuntimeAsyncClient.class, client);
  }

  /** As {@link #uninstrument(BedrockRuntimeClient)}, for the client of agents. */
  public BedrockAgentRuntimeAsyncClient uninstrumentAgents(BedrockAgentRuntimeAsyncClient client) {
    return ClientProxy.unwrap(BedrockAgentRuntimeAsyncClient.class, client);
  }
}
