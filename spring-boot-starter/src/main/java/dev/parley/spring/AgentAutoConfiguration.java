package dev.parley.spring;

import dev.parley.sdk.Parley;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.ContextPropagators;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Under OpenTelemetry's javaagent with Parley's extension the application's OpenTelemetry is the
 * agent's, and Micrometer's spans are in the agent's traces: the agent keeps no span of another in
 * its context, so that those of an SDK that Spring Boot builds would not know their parents. An
 * {@link OpenTelemetry} bean of the application's stays.
 */
@AutoConfiguration(
    // By name, for Boot 3 and Boot 4 have them in other places.
    beforeName = {
      "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.tracing.OpenTelemetryTracingAutoConfiguration",
      "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
      "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure"
          + ".OpenTelemetryTracingAutoConfiguration"
    })
@Conditional(AgentAutoConfiguration.UnderAgent.class)
@ConditionalOnProperty(prefix = "parley", name = "enabled", matchIfMissing = true)
public class AgentAutoConfiguration {

  /** The agent's, which it shuts down itself. */
  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  OpenTelemetry parleyAgentOpenTelemetry() {
    return GlobalOpenTelemetry.get();
  }

  /** For Micrometer, whose spans of requests are inside of the agent's. */
  @Bean
  @ConditionalOnMissingBean
  ContextPropagators parleyAgentPropagators() {
    return ContextPropagators.create(
        new InnerPropagator(GlobalOpenTelemetry.getPropagators().getTextMapPropagator()));
  }

  static final class UnderAgent implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return Parley.isUnderAgent();
    }
  }
}
