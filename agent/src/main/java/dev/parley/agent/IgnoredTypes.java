package dev.parley.agent;

import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesBuilder;
import io.opentelemetry.javaagent.extension.ignore.IgnoredTypesConfigurer;

/** Keeps the agent, and this extension's own modules, off the instrumentation of clients. */
public final class IgnoredTypes implements IgnoredTypesConfigurer {
  @Override
  public void configure(IgnoredTypesBuilder builder) {
    builder.ignoreClassLoader(ClientLoader.class.getName());
  }
}
