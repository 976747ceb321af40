package dev.parley.spring;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The SDK's settings as Spring's environment has them: from system properties, the environment's
 * variables, and the application's own files.
 */
final class SpringSettings implements Function<String, @Nullable String> {
  private static final String UNNAMED = "spring.application.name";

  private final Environment environment;
  private final ParleyProperties properties;

  SpringSettings(Environment environment, ParleyProperties properties) {
    this.environment = environment;
    this.properties = properties;
  }

  @Override
  public @Nullable String apply(String name) {
    String value = environment.getProperty(name);
    if (value != null) {
      return value;
    }
    return switch (name) {
      case "otel.service.name" ->
          properties.serviceName() != null
              ? properties.serviceName()
              : environment.getProperty(UNNAMED);
      case "otel.exporter.otlp.endpoint" -> properties.endpoint();
      default -> null;
    };
  }
}
