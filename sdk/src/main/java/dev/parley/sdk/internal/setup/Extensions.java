package dev.parley.sdk.internal.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What libraries on the class path offer under a name: exporters, samplers, propagators. */
final class Extensions {
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
    List<P> found = new ArrayList<>();
    services.stream()
        .forEach(
            service -> {
              try {
                P provider = service.get();
                if (name.equals(nameOf.apply(provider))) {
                  found.add(provider);
                }
              } catch (ServiceConfigurationError | LinkageError | RuntimeException unusable) {
                // One of another library, whose own dependencies are absent: not the one asked for.
              }
            });
    return found.isEmpty() ? null : found.get(0);
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
