package dev.parley.instrumentation.bedrock;

import dev.parley.sdk.internal.Guard;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/** Where a client sends its calls, as far as its configuration tells before it does. */
final class Endpoints {

  private static final Guard GUARD = new Guard("Reading the endpoint of a client of Bedrock");

  private Endpoints() {}

  /** Null if it can't be told. */
  static @Nullable URI of(SdkServiceClientConfiguration configuration, String endpointPrefix) {
    try {
      return read(configuration, endpointPrefix);
    } catch (RuntimeException | LinkageError fault) {
      GUARD.report(fault);
      return null;
    }
  }

  private static @Nullable URI read(SdkServiceClientConfiguration configuration, String prefix) {
    URI given = configuration.endpointOverride().orElse(null);
    if (given != null) {
      return given;
    }
    Region region =
        configuration instanceof AwsServiceClientConfiguration aws ? aws.region() : null;
    if (region == null) {
      return null;
    }
    URI endpoint = ServiceMetadata.of(prefix).endpointFor(region);
    return endpoint.getHost() == null ? URI.create("https://" + endpoint) : endpoint;
  }
}
