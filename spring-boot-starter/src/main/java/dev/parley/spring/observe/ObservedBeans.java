package dev.parley.spring.observe;

import dev.parley.sdk.Parley;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;

/**
 * Puts the observation around beans whose methods are annotated, in front of what else is around
 * them. A bean that cannot be proxied, such as one of a final class, stays as it is, which is
 * logged.
 */
final class ObservedBeans extends AbstractBeanFactoryAwareAdvisingPostProcessor {
  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");

  // The superclass is serializable, which a bean of this kind never needs to be.
  @SuppressWarnings("this-escape")
  ObservedBeans(Supplier<@Nullable Parley> parley, boolean proxyClasses) {
    ObservedMethods methods = new ObservedMethods();
    this.advisor = new DefaultPointcutAdvisor(methods, new ObservedInvocation(methods, parley));
    setProxyTargetClass(proxyClasses);
    setBeforeExistingAdvisors(true);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    try {
      return super.postProcessAfterInitialization(bean, beanName);
    } catch (RuntimeException | LinkageError cannotBeProxied) {
      LOGGER.log(
          Level.WARNING,
          "The bean "
              + beanName
              + " has @Observe but can't be proxied, so it is not observed (expected: a class that"
              + " is not final)",
          cannotBeProxied);
      return bean;
    }
  }
}
