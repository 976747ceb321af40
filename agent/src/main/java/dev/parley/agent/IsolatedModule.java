package dev.parley.agent;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.internal.ExperimentalInstrumentationModule;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;

/**
 * A module whose advice is not copied into the application's classes, but called by them, from a
 * class loader that sees the application and the extension both.
 */
abstract class IsolatedModule extends InstrumentationModule
    implements ExperimentalInstrumentationModule {
  IsolatedModule(String name) {
    super(name);
  }

  @Override
  public HelperClassStrategy helperClassStrategy() {
    return HelperClassStrategy.ISOLATED;
  }

  @Override
  public boolean defaultEnabled(ConfigProperties config) {
    return super.defaultEnabled(config) && AgentConfiguration.isEnabled(config);
  }
}
