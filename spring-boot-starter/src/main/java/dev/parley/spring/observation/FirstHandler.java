package dev.parley.spring.observation;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Gives a handler to the registry before Boot gives it its own, which happens once it is ready. */
final class FirstHandler implements BeanPostProcessor {
  @Override
  public Object postProcessBeforeInitialization(Object bean, String beanName) {
    if (bean instanceof ObservationRegistry registry) {
      registry.observationConfig().observationHandler(new EnclosingSpanHandler());
    }
    return bean;
  }
}
