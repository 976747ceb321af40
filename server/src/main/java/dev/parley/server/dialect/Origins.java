package dev.parley.server.dialect;

import dev.parley.server.model.Origin;
import dev.parley.server.wire.Attribute;
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

  Origins(List<Attribute> sent) {
    attributes = new Attributes(sent);
    String name = attributes.text("service.name");
    this.service = name == null ? "unknown_service" : name;
    this.environment = attributes.text(ENVIRONMENT);
    this.resource = RawJson.object(sent);
  }

  Attributes attributes() {
    return attributes;
  }

  /** The origin of what came under this scope. */
  Origin in(String scope, String version) {
    return new Origin(service, environment, resource, scope, version);
  }
}
