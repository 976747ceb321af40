package dev.parley.agent;

import io.opentelemetry.javaagent.parley.Extension;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** What the libraries of models, and the application's own copy of Parley, call out to. */
public final class ClientAdvice {
  private ClientAdvice() {}

  /** Where a builder gives a client. */
  public static final class Built {
    private Built() {}

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    @Advice.AssignReturned.ToReturned
    public static @Nullable Object exit(
        @Advice.Origin Class<?> builder,
        @Advice.Origin("#r") String type,
        @Advice.Return @Nullable Object client) {
      return Extension.observed(builder, type, client);
    }
  }

  /** Where a client constructs itself, and is changed as it is. */
  public static final class Constructed {
    private Constructed() {}

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void exit(
        @Advice.Origin Class<?> type,
        @Advice.Origin("#t") String name,
        @Advice.This Object client) {
      Extension.observed(type, name, client);
    }
  }

  /**
   * Where the application has a client instrumented, or no longer: the agent has observed it, or
   * does so now, and is who can stop.
   */
  public static final class Asked {
    private Asked() {}

    @Advice.OnMethodEnter(
        suppress = Throwable.class,
        skipOn = Advice.OnNonDefaultValue.class,
        inline = false)
    public static @Nullable Object enter(
        @Advice.This Object asked,
        @Advice.Origin("#m") String method,
        @Advice.Origin("#s") String types,
        @Advice.Argument(0) @Nullable Object client) {
      return Extension.asked(asked, method, types.substring(1, types.length() - 1), client);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    @Advice.AssignReturned.ToReturned
    public static @Nullable Object exit(
        @Advice.Enter @Nullable Object observed, @Advice.Return @Nullable Object returned) {
      return observed == null ? returned : observed;
    }
  }

  /** Where the application names who answers the calls of what it will instrument. */
  public static final class Named {
    private Named() {}

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void exit(
        @Advice.Argument(0) @Nullable String provider, @Advice.Return @Nullable Object named) {
      Extension.provider(named, provider);
    }
  }

  /** Where the application has every client silenced. */
  public static final class Silenced {
    private Silenced() {}

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static void exit(@Advice.Origin Class<?> asked) {
      Extension.silence(asked);
    }
  }

  /** Where the application asks for an interceptor, to build a client with. */
  public static final class Interceptor {
    private Interceptor() {}

    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    @Advice.AssignReturned.ToReturned
    public static @Nullable Object exit(
        @Advice.Origin Class<?> asked, @Advice.Return @Nullable Object interceptor) {
      return Extension.interceptor(asked, interceptor);
    }
  }
}
