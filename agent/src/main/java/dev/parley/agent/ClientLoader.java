package dev.parley.agent;

import dev.parley.sdk.Parley;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the instrumentation of clients for one class loader of an application, whose libraries it
 * is linked against; the SDK that it reports to is the extension's. The application sees none of
 * it, and a copy of Parley in the application is another one. Thread-safe.
 */
final class ClientLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String OWN = "dev.parley.instrumentation.";
  private static final String PARLEY = "dev.parley.";
  private static final String OPENTELEMETRY_SDK = "io.opentelemetry.sdk.";

  private final @Nullable ClassLoader extension = ClientLoader.class.getClassLoader();

  /** By their classes' names. */
  private final Map<String, Object> instrumentations = new HashMap<>();

  /** For the class loader of a library. */
  ClientLoader(ClassLoader application) {
    super(application);
  }

  /** The instrumentation of this class, which reports to the agent's Parley. */
  Object instrumentation(String name) throws ReflectiveOperationException {
    synchronized (instrumentations) {
      Object known = instrumentations.get(name);
      if (known == null) {
        known =
            Class.forName(name, true, this)
                .getMethod("create", Parley.class)
                .invoke(null, AgentParley.get());
        instrumentations.put(name, known);
      }
      return known;
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OWN)) {
      return name.startsWith(PARLEY) || name.startsWith(OPENTELEMETRY_SDK)
          ? Class.forName(name, false, extension)
          : super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  /** The bytes come from the extension's loader, which has put the agent's names into them. */
  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream bytes = extension == null ? null : extension.getResourceAsStream(file)) {
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = bytes.readAllBytes();
      return defineClass(name, code, 0, code.length);
    } catch (IOException unreadable) {
      throw new ClassNotFoundException(name, unreadable);
    }
  }
}
