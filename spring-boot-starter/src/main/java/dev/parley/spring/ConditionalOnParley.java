package dev.parley.spring;

import dev.parley.sdk.Parley;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Matches where there is a {@link Parley} that records: a bean of it, and not {@code
 * parley.enabled=false}. For auto-configurations that come after {@link ParleyAutoConfiguration}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ConditionalOnBean(Parley.class)
@ConditionalOnProperty(prefix = "parley", name = "enabled", matchIfMissing = true)
public @interface ConditionalOnParley {}
