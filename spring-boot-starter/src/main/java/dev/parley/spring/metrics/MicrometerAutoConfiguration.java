package dev.parley.spring.metrics;

import dev.parley.sdk.instrumentation.CallRecorder;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.ParleyProperties;
import dev.parley.spring.ParleyProperties.Micrometer;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.MeterProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * For applications with a {@link MeterRegistry}; {@code parley.metrics.micrometer} says whether the
 * metrics of calls are recorded there. By default they are where the application's OpenTelemetry
 * has no metrics, so that none goes both ways.
 *
 * <p>Spring AI counts tokens under the name of the conventions. A registry has one kind of meter by
 * a name, and the call of a client below Spring AI would count twice: where Spring AI publishes
 * meters, tokens are left to it.
 */
@AutoConfiguration(before = ParleyAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProperty(prefix = "parley", name = "enabled", matchIfMissing = true)
public class MicrometerAutoConfiguration {
  private static final String RECORDER = "parleyMicrometerRecorder";
  private static final String SCOPE = "dev.parley.spring";

  /** Optional, so by name. */
  private static final String[] SPRING_AI = {
    "org.springframework.ai.chat.observation.ChatModelMeterObservationHandler",
    "org.springframework.ai.embedding.observation.EmbeddingModelMeterObservationHandler",
  };

  /**
   * Asks for the registry at the first call: registries are made of beans that are made of this.
   */
  @Bean(RECORDER)
  @ConditionalOnMissingBean(name = RECORDER)
  @ConditionalOnProperty(prefix = "parley.metrics", name = "micrometer", matchIfMissing = true)
  CallRecorder parleyMicrometerRecorder(
      ObjectProvider<MeterRegistry> registry,
      ObjectProvider<OpenTelemetry> openTelemetry,
      ParleyProperties properties,
      ListableBeanFactory beans) {
    return new MicrometerRecorder(
        SingletonSupplier.of(
            () -> {
              boolean asked = properties.metrics().micrometer() == Micrometer.TRUE;
              return new RecordedMeters(
                  asked || !hasMetrics(openTelemetry.getIfUnique()) ? registry.getIfUnique() : null,
                  !isCountedBySpringAi(beans));
            }));
  }

  /** Whether anybody reads what is recorded; a provider of metrics that nobody reads does not. */
  private static boolean hasMetrics(@Nullable OpenTelemetry openTelemetry) {
    return openTelemetry != null
        && openTelemetry.getMeterProvider().get(SCOPE).getClass()
            != MeterProvider.noop().get(SCOPE).getClass();
  }

  private static boolean isCountedBySpringAi(ListableBeanFactory beans) {
    ClassLoader loader = MicrometerAutoConfiguration.class.getClassLoader();
    return Stream.of(SPRING_AI)
        .filter(name -> ClassUtils.isPresent(name, loader))
        .map(name -> ClassUtils.resolveClassName(name, loader))
        .anyMatch(type -> beans.getBeanNamesForType(type, true, false).length > 0);
  }
}
