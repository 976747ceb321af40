package dev.parley.sdk.internal.setup;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What libraries on the class path offer under a name: exporters, samplers, propagators. */
final class Extensions {
  /** So that a list that cannot be read to its end is left some time. */
  private static final int MAX_UNUSABLE = 1_000;

  private Extensions() {}

  /** The first one of that name; null when there is none. */
  static <P> @Nullable P named(Class<P> kind, Function<P, String> nameOf, String name) {
    for (ClassLoader loader : loaders()) {
      P found = find(ServiceLoader.load(kind, loader), nameOf, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static <P> @Nullable P find(
      ServiceLoader<P> services, Function<P, String> nameOf, String name) {
    Iterator<P> providers = services.iterator();
    int unusable = 0;
    while (unusable < MAX_UNUSABLE) {
      try {
        if (!providers.hasNext()) {
          return null;
        }
        P provider = providers.next();
        if (name.equals(nameOf.apply(provider))) {
          return provider;
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException notTheOneAskedFor) {
        // Of another library, whose own classes are absent, or named by a file that is left over.
        unusable++;
      }
    }
    return null;
  }

  private static List<ClassLoader> loaders() {
    List<ClassLoader> loaders = new ArrayList<>();
    loaders.add(Extensions.class.getClassLoader());
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    if (ofThread != null && ofThread != loaders.get(0)) {
      loaders.add(ofThread);
    }
    return loaders;
  }
}
