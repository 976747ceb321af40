package dev.parley.spring.observe;

import dev.parley.sdk.MethodObservation;
import dev.parley.sdk.Parley;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;

/** Runs a call of an observed method as a step. */
final class ObservedInvocation implements MethodInterceptor {
  private final ObservedMethods methods;
  private final Supplier<@Nullable Parley> parley;

  ObservedInvocation(ObservedMethods methods, Supplier<@Nullable Parley> parley) {
    this.methods = methods;
    this.parley = parley;
  }

  @Override
  @SuppressWarnings(
      "NullAway") // A method may return null, which the interface of old does not say.
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    Object target = call.getThis();
    Class<?> type =
        target == null ? call.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target);
    MethodObservation observation = methods.find(call.getMethod(), type);
    Parley of = parley.get();
    if (observation == null || of == null) {
      return call.proceed();
    }
    return observation.call(call.getArguments(), step -> step.on(of), call::proceed);
  }
}
