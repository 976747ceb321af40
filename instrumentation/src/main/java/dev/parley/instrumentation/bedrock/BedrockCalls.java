package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.ContentCapture;
import dev.parley.instrumentation.internal.IndexedMessages;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.Guard;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;

/**
 * Begins the calls of observed clients. Nothing in here throws, but for an enforced budget.
 * Thread-safe.
 */
final class BedrockCalls {

  private static final Guard GUARD = new Guard("Reading a request to Bedrock");

  /** Texts of one message follow each other as they are; what is no text leaves no trace. */
  private static final IndexedMessages.Form FORM = new IndexedMessages.Form("", false);

  private final Parley parley;
  private final Switch observing;
  private final ContentCapture capture;

  BedrockCalls(Parley parley, Switch observing) {
    this.parley = parley;
    this.observing = observing;
    this.capture = ContentCapture.of(parley, FORM);
  }

  /** Whether clients are to pass everything through. */
  boolean isOff() {
    return observing.isOff();
  }

  /**
   * Begins a call.
   *
   * @param endpoint where it goes, as far as that is known; null if it is not
   * @throws dev.parley.sdk.BudgetExceededException where an enforced budget is spent
   */
  BedrockCall begin(Operation operation, SdkRequest request, @Nullable URI endpoint) {
    Api api = GUARD.get(() -> operation.read(request), new UnreadableApi());
    LlmCall call =
        LlmCall.of(parley, api.operation(), "aws.bedrock")
            .model(GUARD.get(() -> model(api), ""))
            .name(operation.spanName())
            .server(endpoint == null ? null : endpoint.getHost(), port(endpoint))
            .attributes(GUARD.get(api::early, io.opentelemetry.api.common.Attributes.empty()))
            .start();
    return new BedrockCall(
        ObservedCall.of(call, api.question(), operation.isStreamed(), capture),
        api,
        operation.isStreamed());
  }

  private static String model(Api api) {
    String model = api.model();
    return model == null ? "" : model;
  }

  private static int port(@Nullable URI endpoint) {
    if (endpoint == null) {
      return -1;
    }
    return endpoint.getPort() < 0 && "http".equals(endpoint.getScheme()) ? 80 : endpoint.getPort();
  }
}
