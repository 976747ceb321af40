package dev.parley.spring.observation;

import dev.parley.sdk.Parley;
import dev.parley.spring.ConditionalOnParley;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.web.ReactiveRequestCarrier;
import dev.parley.spring.web.RequestCarrier;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** For applications whose spans Micrometer makes with OpenTelemetry. */
@AutoConfiguration(after = ParleyAutoConfiguration.class)
@ConditionalOnClass({ObservationRegistry.class, TracingObservationHandler.class, OtelSpan.class})
@ConditionalOnParley
public class ObservationCarryingAutoConfiguration {

  // Static, for it comes before all other beans.
  @Bean
  static FirstHandler parleyFirstHandler() {
    return new FirstHandler();
  }

  /** Boot gives every bean of this type to the registry, behind the handlers that make spans. */
  @Bean
  CarryingObservationHandler parleyCarryingObservationHandler(Parley parley) {
    return new CarryingObservationHandler(parley);
  }

  @Bean
  @ConditionalOnMissingBean
  RequestCarrier parleyRequestCarrier(
      ObjectProvider<ObservationRegistry> registry, CarryingObservationHandler handler) {
    return new ObservedRequest(registry.getIfAvailable(ObservationRegistry::create), handler);
  }

  /** Left out where the application has no Reactor. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "reactor.util.context.ContextView")
  static class Reactive {

    @Bean
    @ConditionalOnMissingBean
    ReactiveRequestCarrier parleyReactiveRequestCarrier(CarryingObservationHandler handler) {
      return new ObservedExchange(handler);
    }
  }
}
