package dev.parley.sdk;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs code of the tests in a class loader of its own, as a container loads an application. */
final class IsolatedApplication {
  private IsolatedApplication() {}

  /** A loader of this class path, behind what is first on it. */
  static URLClassLoader loader(Path... first) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (Path path : first) {
      urls.add(path.toUri().toURL());
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  /** What the class, which is loaded anew, gives. Its result is one of the platform's own types. */
  static Object run(ClassLoader loader, Class<? extends Callable<?>> application) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      var constructor = loader.loadClass(application.getName()).getDeclaredConstructor();
      constructor.setAccessible(true);
      return ((Callable<?>) constructor.newInstance()).call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
