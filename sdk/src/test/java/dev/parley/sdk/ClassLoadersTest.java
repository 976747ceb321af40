package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that are loaded and unloaded, and those that bring another OpenTelemetry. */
class ClassLoadersTest {
  /** Uses steps, streams and threads, and closes what it opened. */
  static final class Application implements Callable<String> {
    @Override
    public String call() throws Exception {
      Parley parley = SpanRecorder.builder(Map.of("OTEL_TRACES_EXPORTER", "console")).build();
      parley.registerGlobal();
      try {
        Iterator<String> words = Step.llm("words").iterator(() -> List.of("a", "b").iterator());
        Iterator<String> unread = Step.llm("unread").iterator(() -> List.of("c").iterator());
        String read = words.next() + words.next() + words.hasNext() + unread.hasNext();
        Conversation.of("c1").run(() -> Step.chain("chain").run(() -> {}));
        return Step.chain("async")
            .async(() -> CompletableFuture.completedFuture(read))
            .toCompletableFuture()
            .get();
      } finally {
        parley.close();
      }
    }
  }

  private static WeakReference<ClassLoader> unloaded() throws Exception {
    try (URLClassLoader loader = IsolatedApplication.loader()) {
      assertThat(IsolatedApplication.run(loader, Application.class)).isEqualTo("abfalsetrue");
      return new WeakReference<>(loader);
    }
  }

  @Test
  @DisplayName("An application that is unloaded is held by no thread, hook or cache of Parley's")
  void unloading() throws Exception {
    WeakReference<ClassLoader> loader = unloaded();

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(loader.get()).isNull();
            });
  }

  /** Uses the global that nobody has registered. */
  static final class Unregistered implements Callable<String> {
    @Override
    public String call() {
      return Step.llm("step").call(() -> "done");
    }
  }

  private static final String OLDER_GLOBAL =
      """
      package io.opentelemetry.api;

      public final class GlobalOpenTelemetry {
        public static OpenTelemetry get() {
          return OpenTelemetry.noop();
        }
      }
      """;

  @Test
  @DisplayName("NFR-01: steps run with an OpenTelemetry that cannot be asked for a global or none")
  void olderOpenTelemetry(@TempDir Path folder) throws Exception {
    Path source = folder.resolve("GlobalOpenTelemetry.java");
    Files.writeString(source, OLDER_GLOBAL);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(status).isZero();

    try (URLClassLoader loader = IsolatedApplication.loader(classes)) {
      assertThat(IsolatedApplication.run(loader, Unregistered.class)).isEqualTo("done");
    }
  }
}
