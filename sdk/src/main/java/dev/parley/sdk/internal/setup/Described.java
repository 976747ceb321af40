package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the telemetry says of where it comes from: the service and its environment. */
public final class Described {
  /** What OpenTelemetry accepts; it throws on other keys. */
  private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");

  private Described() {}

  /** What the code says wins over the settings; null leaves a name to them. */
  public static Resource of(
      Settings settings,
      Map<String, String> attributes,
      @Nullable String serviceName,
      @Nullable String environment) {
    AttributesBuilder all = Attributes.builder();
    settings.map("otel.resource.attributes").forEach((key, value) -> put(all, key, value));
    put(all, "service.name", settings.text("otel.service.name"));
    put(all, "deployment.environment.name", settings.text("parley.environment"));
    attributes.forEach((key, value) -> put(all, key, value));
    put(all, "service.name", serviceName);
    put(all, "deployment.environment.name", environment);
    return Resource.getDefault().merge(Resource.create(all.build()));
  }

  private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (KEY.matcher(key).matches()) {
      attributes.put(AttributeKey.stringKey(key), value);
    } else {
      Settings.warn(
          "A resource attribute is left out: its key has "
              + key.length()
              + " characters (expected: 1 to 255 of ASCII)");
    }
  }
}
