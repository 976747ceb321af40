package dev.parley.spring;

import dev.parley.sdk.Parley;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Tells the actuator how Parley is set up; {@code management.info.parley.enabled=false} does not.
 */
@AutoConfiguration(after = ParleyAutoConfiguration.class)
@ConditionalOnClass(InfoContributor.class)
@ConditionalOnParley
@ConditionalOnProperty(prefix = "management.info.parley", name = "enabled", matchIfMissing = true)
public class ParleyInfoAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "parleyInfoContributor")
  InfoContributor parleyInfoContributor(Parley parley) {
    return new ParleyInfo(parley);
  }
}
