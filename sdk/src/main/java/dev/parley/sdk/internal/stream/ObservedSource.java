package dev.parley.sdk.internal.stream;

import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Scope;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A closeable source of pieces that a library has an interface of its own for, such as a client's
 * {@code StreamResponse}: the first {@code stream()} or {@code iterator()} is observed, and closing
 * it stops. It is a proxy of the interface that the caller knows, and the source for all else.
 */
@SuppressWarnings("try") // The scope works by being open.
public final class ObservedSource implements InvocationHandler {
  private static final Guard GUARD = new Guard("Observing a source of pieces");

  private final Map<Method, Method> reachable;
  private final Object source;
  private final Progress progress;
  private final AtomicBoolean read = new AtomicBoolean();
  private final Cleanable forgotten;

  private ObservedSource(Map<Method, Method> reachable, Object source, Progress progress) {
    this.reachable = reachable;
    this.source = source;
    this.progress = progress;
    AtomicBoolean started = read;
    // Once it is read, it is the stream or iterator that may be forgotten.
    this.forgotten = Forgotten.when(this, () -> stopUnread(started, progress));
  }

  private static void stopUnread(AtomicBoolean started, Progress progress) {
    if (!started.get()) {
      progress.stop();
    }
  }

  /**
   * An interface of such sources.
   *
   * @param reachable its methods, made accessible; those that a proxy hands over are copies
   */
  public record Type(Class<?> type, Map<Method, Method> reachable) {
    /** Null when the type is not an interface of a source that can be read and closed. */
    public static @Nullable Type of(Class<?> declared) {
      if (!declared.isInterface()
          || declared.isSealed()
          || !AutoCloseable.class.isAssignableFrom(declared)) {
        return null;
      }
      boolean readable = false;
      Map<Method, Method> methods = new HashMap<>();
      for (Method method : declared.getMethods()) {
        if (!method.trySetAccessible()) {
          return null;
        }
        methods.put(method, method);
        readable |= isReading(method);
      }
      return readable ? new Type(declared, Map.copyOf(methods)) : null;
    }

    /** The source as one that is observed. */
    public Object observe(Object source, Progress progress) {
      ClassLoader loader = type.getClassLoader();
      return Proxy.newProxyInstance(
          loader == null ? ObservedSource.class.getClassLoader() : loader,
          new Class<?>[] {type},
          new ObservedSource(reachable, source, progress));
    }
  }

  private static boolean isReading(Method method) {
    return method.getParameterCount() == 0
        && (isNamed(method, "stream", Stream.class) || isNamed(method, "iterator", Iterator.class));
  }

  /** What an iterable does by means of its own iterator, which nobody would see. */
  private boolean isLoop(Method method) {
    return method.getDeclaringClass() == Iterable.class && source instanceof Iterable<?>;
  }

  private static boolean isNamed(Method method, String name, Class<?> result) {
    return method.getName().equals(name) && method.getReturnType() == result;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      if (isLoop(method) && read.compareAndSet(false, true)) {
        Iterable<?> loop = ObservedIterable.of((Iterable<?>) source, progress);
        return call(loop, method, arguments);
      }
      if (isReading(method) && read.compareAndSet(false, true)) {
        return observed(method);
      }
      boolean closing = method.getName().equals("close") && method.getParameterCount() == 0;
      if (closing) {
        return closed(method);
      }
      return call(source, reachable(method), unwrapped(method, arguments));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private @Nullable Object observed(Method method) throws Throwable {
    Object pieces;
    try (Scope scope = progress.makeCurrent()) {
      pieces = call(source, reachable(method), null);
    } catch (Throwable error) {
      progress.fail(error);
      throw error;
    }
    if (pieces == null) {
      progress.stop();
      return null;
    }
    try {
      return pieces instanceof Stream<?> stream
          ? ObservedStreams.stream(stream, progress)
          : ObservedStreams.iterator((Iterator<?>) pieces, progress);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError unobservable) {
      progress.stop();
      GUARD.report(unobservable);
      return pieces;
    }
  }

  private @Nullable Object closed(Method method) throws Throwable {
    try {
      return call(source, reachable(method), null);
    } finally {
      progress.stop();
      forgotten.clean();
    }
  }

  private Method reachable(Method method) {
    return reachable.getOrDefault(method, method);
  }

  private static @Nullable Object call(Object object, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }

  /** Two of them are equal where their sources are. */
  private static Object @Nullable [] unwrapped(Method method, Object @Nullable [] arguments) {
    if (method.getDeclaringClass() == Object.class && arguments != null && arguments.length == 1) {
      Object other = arguments[0];
      if (other != null
          && Proxy.isProxyClass(other.getClass())
          && Proxy.getInvocationHandler(other) instanceof ObservedSource same) {
        return new Object[] {same.source};
      }
    }
    return arguments;
  }
}
