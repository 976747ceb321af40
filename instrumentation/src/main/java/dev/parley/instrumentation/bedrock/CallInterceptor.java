package dev.parley.instrumentation.bedrock;

import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Forgotten;
import io.opentelemetry.api.trace.Span;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.ClientType;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Tells the calls of the client that it is given to. Where an observed client has begun a call
 * already, it goes on with that one; where a client has it several times, the first tells the call.
 * Requests of other operations, and of other services, pass. Thread-safe.
 */
final class CallInterceptor implements ExecutionInterceptor {

  /** A call on its way through the pipeline. */
  static final class Execution {

    private final BedrockCall call;

    /** Its end may stay unseen: the SDK tells no interceptor of requests that it can't write. */
    Execution(BedrockCall call) {
      this.call = call;
      Forgotten.when(this, call::abandoned);
    }

    BedrockCall call() {
      return call;
    }
  }

  /** Unique even where this class is loaded twice beside one SDK. */
  static final ExecutionAttribute<Execution> EXECUTION =
      new ExecutionAttribute<>("dev.parley.bedrock." + UUID.randomUUID());

  private static final Guard GUARD = new Guard("Observing a call of Bedrock");

  private final BedrockCalls calls;

  CallInterceptor(BedrockCalls calls) {
    this.calls = calls;
  }

  /** Whether it is to observe calls. */
  boolean isOn() {
    return !calls.isOff();
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    if (calls.isOff() || attributes.getAttribute(EXECUTION) != null) {
      return;
    }
    Operation operation = Operation.of(context.request());
    if (operation != null) {
      // An enforced budget ends the execution here.
      BedrockCall call = calls.begin(operation, context.request(), endpoint(attributes));
      attributes.putAttribute(EXECUTION, new Execution(call));
    }
  }

  @SuppressWarnings("deprecation") // It is not exact, but the request that is does not exist yet.
  private static @Nullable URI endpoint(ExecutionAttributes attributes) {
    return GUARD
        .get(
            () ->
                Optional.ofNullable(attributes.getAttribute(SdkExecutionAttribute.CLIENT_ENDPOINT)),
            Optional.<URI>empty())
        .orElse(null);
  }

  /** The call, if this interceptor is the one to tell it. */
  private @Nullable BedrockCall call(ExecutionAttributes attributes) {
    Execution execution = attributes.getAttribute(EXECUTION);
    return execution != null && execution.call().isToldBy(this) ? execution.call() : null;
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    BedrockCall call = call(attributes);
    if (call == null) {
      return;
    }
    call.sent(context.httpRequest());
    GUARD.run(
        () -> {
          duplicates(call, attributes);
          if (attributes.getAttribute(SdkExecutionAttribute.CLIENT_TYPE) == ClientType.SYNC) {
            // A synchronous client sends on this thread.
            call.entered();
          }
        });
  }

  /** OpenTelemetry's own instrumentation keeps the context of its span among the attributes. */
  private static void duplicates(BedrockCall call, ExecutionAttributes attributes) {
    for (Object value : attributes.getAttributes().values()) {
      if (value instanceof io.opentelemetry.context.Context context) {
        Span other = Span.fromContextOrNull(context);
        if (other != null) {
          call.duplicate(other);
        }
      }
    }
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    BedrockCall call = call(attributes);
    if (call != null) {
      GUARD.run(call::left);
      call.answered(context.httpResponse());
    }
  }

  @Override
  public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<Publisher<ByteBuffer>> content = context.responsePublisher();
    BedrockCall call = call(attributes);
    if (call == null
        || content.isEmpty()
        || !context.httpResponse().isSuccessful()
        || !isStreamed(context)) {
      return content;
    }
    return Optional.of(new ObservedBytes(content.get(), call, call.streams()));
  }

  private static boolean isStreamed(Context.ModifyHttpResponse context) {
    Operation operation = Operation.of(context.request());
    return operation != null && operation.isStreamed();
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    BedrockCall call = call(attributes);
    if (call != null) {
      GUARD.run(call::left);
      call.complete(context.response());
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    BedrockCall call = call(attributes);
    if (call != null) {
      GUARD.run(call::left);
      call.fail(context.exception());
    }
  }
}
