package dev.parley.sdk.instrumentation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics of a call are told apart by.
 *
 * @param provider null if unknown
 * @param requestModel null if none was named
 * @param responseModel null until it is known
 * @param host the server's name; null if unknown
 * @param port the server's port; not positive if unknown
 */
record CallLabels(
    String operation,
    @Nullable String provider,
    @Nullable String requestModel,
    @Nullable String responseModel,
    @Nullable String host,
    int port) {

  /** By hand: what the JVM makes for a record would hold an application that is unloaded. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallLabels labels
        && operation.equals(labels.operation)
        && Objects.equals(provider, labels.provider)
        && Objects.equals(requestModel, labels.requestModel)
        && Objects.equals(responseModel, labels.responseModel)
        && Objects.equals(host, labels.host)
        && port == labels.port;
  }

  @Override
  public int hashCode() {
    int hash = 31 * operation.hashCode() + Objects.hashCode(provider);
    hash = 31 * hash + Objects.hashCode(requestModel);
    hash = 31 * hash + Objects.hashCode(responseModel);
    return 31 * (31 * hash + Objects.hashCode(host)) + port;
  }

  CallLabels withProvider(String name) {
    return new CallLabels(operation, name, requestModel, responseModel, host, port);
  }

  CallLabels withRequestModel(String model) {
    return new CallLabels(operation, provider, model, responseModel, host, port);
  }

  CallLabels withResponseModel(String model) {
    return new CallLabels(operation, provider, requestModel, model, host, port);
  }
}
