package dev.parley.server.dialect;

import dev.parley.server.model.Origin;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a resource once for all its scopes. */
final class Origins {
  private static final List<String> ENVIRONMENT =
      List.of("deployment.environment.name", "deployment.environment");

  private final String service;
  private final @Nullable String environment;
  private final String resource;
  private final Attributes attributes;

  Origins(Resource resource) {
    attributes = new Attributes(resource.getAttributesList());
    String name = attributes.text("service.name");
    this.service = name == null ? "unknown_service" : name;
    this.environment = attributes.text(ENVIRONMENT);
    this.resource = RawJson.object(resource.getAttributesList());
  }

  Attributes attributes() {
    return attributes;
  }

  Origin in(InstrumentationScope scope) {
    return new Origin(service, environment, resource, scope.getName(), scope.getVersion());
  }
}
