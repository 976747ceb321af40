package dev.parley.agent;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.declaresMethod;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperClass;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isAnnotatedWith;
import static net.bytebuddy.matcher.ElementMatchers.isInterface;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.lang.invoke.MethodHandles;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationSource;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/**
 * Observes the methods with {@code @Observe}, by their own annotation, that of their class or that
 * of an interface of it, calls that an object makes to itself included.
 */
public final class ObserveModule extends IsolatedModule {
  private static final String OBSERVE = "dev.parley.sdk.Observe";

  public ObserveModule() {
    super("parley-observe");
  }

  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    return hasClassesNamed(OBSERVE);
  }

  @Override
  public List<String> getAdditionalHelperClassNames() {
    String helper = ObservedCalls.class.getName();
    return List.of(helper, helper + "$Key", helper + "$Observed");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return List.of(new ObservedTypes());
  }

  private static final class ObservedTypes implements TypeInstrumentation {
    private static final ElementMatcher.Junction<AnnotationSource> OBSERVED =
        isAnnotatedWith(named(OBSERVE));

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return not(isInterface())
          .and(not(isProxy()))
          .and(
              declaresMethod(OBSERVED)
                  .or(OBSERVED)
                  .or(hasSuperType(isInterface().and(declaresMethod(OBSERVED).or(OBSERVED)))));
    }

    /** Of the JDK, of Spring and others: what stands behind is observed. */
    private static ElementMatcher.Junction<TypeDescription> isProxy() {
      return ElementMatchers.<TypeDescription>nameContains("$$")
          .or(hasSuperClass(named("java.lang.reflect.Proxy")));
    }

    @Override
    public void transform(TypeTransformer transformer) {
      transformer.applyAdviceToMethod(
          isMethod()
              .and(isPublic().or(OBSERVED))
              .and(not(isAbstract()))
              .and(not(isNative()))
              .and(not(isSynthetic())),
          CallAdvice.class.getName());
    }
  }

  /** In the application. */
  public static final class CallAdvice {
    private CallAdvice() {}

    /** Null lets the method go on; else it has been called already, within a step. */
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
    public static @Nullable Object @Nullable [] enter(
        @Advice.Origin MethodHandles.Lookup lookup,
        @Advice.Origin("#m") String name,
        @Advice.Origin("#d") String descriptor,
        @Advice.This(optional = true) @Nullable Object self,
        @Advice.AllArguments @Nullable Object[] arguments)
        throws Throwable {
      return ObservedCalls.called(lookup, name, descriptor, self, arguments);
    }

    @Advice.OnMethodExit(inline = false)
    @Advice.AssignReturned.ToReturned
    public static @Nullable Object exit(
        @Advice.Enter @Nullable Object @Nullable [] outcome,
        @Advice.Return @Nullable Object returned) {
      return outcome == null ? returned : outcome[0];
    }
  }
}
