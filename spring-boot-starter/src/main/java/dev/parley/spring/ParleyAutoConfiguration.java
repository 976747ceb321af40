package dev.parley.spring;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyBuilder;
import dev.parley.sdk.Redactor;
import dev.parley.sdk.instrumentation.CallRecorder;
import dev.parley.spring.observation.SnapshotExporter;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.logging.Logger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The application's {@link Parley}. Where the application has an {@link OpenTelemetry} bean, which
 * Spring Boot makes for Micrometer's tracing, Parley joins it: its span processor goes onto the
 * tracer provider that Boot builds, and what is exported, where to and how much of it is sampled
 * stays Boot's to say. Where it has none, Parley sets up one of its own.
 *
 * <p>A {@link Parley} bean of the application's takes the place of all of this. With {@code
 * parley.enabled=false} there is one that records nothing, for the beans that ask for it.
 */
@AutoConfiguration(
    // By name, for Boot 3 and Boot 4 have them in other places. First, so that their beans are met.
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration",
      "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration"
    })
@EnableConfigurationProperties(ParleyProperties.class)
public class ParleyAutoConfiguration {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");
  private static final String SAMPLING = "management.tracing.sampling.probability";
  private static final String PROCESSOR = "parleySpanProcessor";

  /** Serves what is given a {@link Parley}, and the static steps, and records nothing. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(Parley.class)
  @ConditionalOnProperty(prefix = "parley", name = "enabled", havingValue = "false")
  static class SwitchedOff {

    @Bean
    Parley parley(Environment environment, ParleyProperties properties) {
      Parley parley = Parley.builder(new SpringSettings(environment, properties)).build();
      parley.registerAsGlobal();
      return parley;
    }
  }

  /** Left out where the application sets Parley up by itself. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(Parley.class)
  @ConditionalOnProperty(prefix = "parley", name = "enabled", matchIfMissing = true)
  static class SetUp {

    @Bean
    ParleyBuilder parleyBuilder(
        Environment environment,
        ParleyProperties properties,
        ObjectProvider<Redactor> redactor,
        ObjectProvider<CallRecorder> recorders,
        ObjectProvider<ParleyBuilderCustomizer> customizers) {
      ParleyBuilder builder = Parley.builder(new SpringSettings(environment, properties));
      Boolean capture = properties.content().capture();
      if (capture != null) {
        builder.captureContent(capture);
      }
      redactor.ifUnique(builder::redactor);
      recorders.orderedStream().forEach(builder::addCallRecorder);
      customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
      return builder;
    }

    /** Boot puts every bean of this type onto the tracer provider that it builds. */
    @Bean(PROCESSOR)
    @ConditionalOnMissingBean(name = PROCESSOR)
    SpanProcessor parleySpanProcessor(ParleyBuilder builder) {
      return builder.spanProcessor();
    }

    /**
     * With an endpoint for Parley, the tracer provider that Boot builds exports there, beside what
     * it exports to by itself.
     */
    @Bean
    @ConditionalOnBean(OpenTelemetry.class)
    @ConditionalOnProperty(prefix = "parley", name = "endpoint")
    @ConditionalOnMissingBean(name = "parleySpanExporter")
    SpanExporter parleySpanExporter(ParleyBuilder builder) {
      return new SnapshotExporter(SpanExporter.composite(builder.spanExporters()));
    }

    @Bean
    Parley parley(
        ParleyBuilder builder,
        ObjectProvider<OpenTelemetry> openTelemetry,
        @Qualifier(PROCESSOR) SpanProcessor processor,
        Environment environment) {
      // Under OpenTelemetry's agent there is nothing to join but the agent, which building does.
      OpenTelemetry existing = Parley.isUnderAgent() ? null : openTelemetry.getIfUnique();
      Parley parley = existing == null ? builder.build() : builder.over(existing, processor);
      parley.registerAsGlobal();
      if (existing != null && environment.getProperty(SAMPLING) == null) {
        LOGGER.warning(
            SAMPLING
                + " is not set: Spring Boot samples one request in ten, and Parley sees no more of"
                + " them than that (expected: 1.0 for whole conversations)");
      }
      return parley;
    }
  }
}
