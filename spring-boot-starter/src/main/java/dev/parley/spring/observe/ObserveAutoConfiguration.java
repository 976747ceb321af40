package dev.parley.spring.observe;

import dev.parley.sdk.Parley;
import dev.parley.spring.ConditionalOnParley;
import dev.parley.spring.ParleyAutoConfiguration;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Observes beans with {@link dev.parley.sdk.Observe}; {@code parley.observe.enabled=false} does
 * not.
 */
@AutoConfiguration(after = ParleyAutoConfiguration.class)
@ConditionalOnClass(ProxyFactory.class)
@ConditionalOnParley
@ConditionalOnProperty(prefix = "parley.observe", name = "enabled", matchIfMissing = true)
public class ObserveAutoConfiguration {

  // Static, and Parley asked for only when a call is made: it comes before all other beans.
  @Bean
  static ObservedBeans parleyObservedBeans(ObjectProvider<Parley> parley, Environment environment) {
    boolean classes = environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true);
    return new ObservedBeans(parley::getIfAvailable, classes);
  }
}
