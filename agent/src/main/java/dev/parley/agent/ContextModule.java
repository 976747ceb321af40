package dev.parley.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.opentelemetry.javaagent.parley.Extension;
import java.util.List;
import java.util.function.Function;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Tells a copy of the SDK in the application that its context is kept here. */
public final class ContextModule extends IsolatedModule {
  public ContextModule() {
    super("parley-context");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return List.of(new HostInstrumentation());
  }

  private static final class HostInstrumentation implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return named("dev.parley.sdk.internal.Host");
    }

    @Override
    public void transform(TypeTransformer transformer) {
      transformer.applyAdviceToMethod(named("agent"), HostAdvice.class.getName());
    }
  }

  /** In the application. */
  public static final class HostAdvice {
    private HostAdvice() {}

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    @Advice.AssignReturned.ToReturned
    public static Function<Object[], @Nullable Object> exit() {
      return Extension.host();
    }
  }
}
