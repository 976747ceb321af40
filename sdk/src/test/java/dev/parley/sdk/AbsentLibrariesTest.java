package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AbsentLibrariesTest {
  /** Has classes of Parley of its own, and none of the libraries that it does without. */
  private static final class Without extends ClassLoader {
    Without() {
      super(AbsentLibrariesTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("reactor.") || name.startsWith("org.reactivestreams.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.parley.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** Every kind of result that needs no library. */
  interface Service {
    @Observe
    String value();

    @Observe
    CompletionStage<String> stage();

    @Observe
    Future<String> future();

    @Observe
    Iterator<String> iterator();

    @Observe
    Iterable<String> iterable();

    @Observe
    Stream<String> stream();

    @Observe
    IntStream ints();

    @Observe
    Flow.Publisher<String> publisher();

    @Observe
    Rows rows();
  }

  /** A source of its own. */
  interface Rows extends AutoCloseable {
    Stream<String> stream();

    @Override
    void close();
  }

  private static final class Plain implements Service {
    @Override
    public String value() {
      return "v";
    }

    @Override
    public CompletionStage<String> stage() {
      return CompletableFuture.completedFuture("v");
    }

    @Override
    public Future<String> future() {
      return CompletableFuture.completedFuture("v");
    }

    @Override
    public Iterator<String> iterator() {
      return List.of("v").iterator();
    }

    @Override
    public Iterable<String> iterable() {
      return List.of("v");
    }

    @Override
    public Stream<String> stream() {
      return Stream.of("v");
    }

    @Override
    public IntStream ints() {
      return IntStream.of(1);
    }

    @Override
    public Flow.Publisher<String> publisher() {
      return subscriber ->
          subscriber.onSubscribe(
              new Flow.Subscription() {
                @Override
                public void request(long n) {
                  subscriber.onNext("v");
                  subscriber.onComplete();
                }

                @Override
                public void cancel() {}
              });
    }

    @Override
    public Rows rows() {
      return new Rows() {
        @Override
        public Stream<String> stream() {
          return Stream.of("v");
        }

        @Override
        public void close() {}
      };
    }
  }

  /** An application that has none of the libraries. */
  public static final class Application implements Supplier<List<String>> {
    @Override
    public List<String> get() {
      try (SpanRecorder spans = new SpanRecorder()) {
        Service service = Observed.proxy(Service.class, new Plain(), spans.parley());
        service.value();
        service.stage().toCompletableFuture().join();
        ((CompletableFuture<String>) service.future()).join();
        service.iterator().forEachRemaining(v -> {});
        service.iterable().forEach(v -> {});
        service.stream().forEach(v -> {});
        service.ints().forEach(v -> {});
        service.publisher().subscribe(new All());
        try (Rows rows = service.rows()) {
          rows.stream().forEach(v -> {});
        }
        return spans.spans().stream().map(SpanData::getName).toList();
      }
    }
  }

  private static final class All implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String item) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onComplete() {}
  }

  @Test
  @DisplayName("OB-14: without Reactor and Reactive Streams all other results are observed")
  @SuppressWarnings("unchecked")
  void absent() throws Exception {
    Without loader = new Without();
    assertThatThrownBy(() -> loader.loadClass("reactor.core.publisher.Flux"))
        .isInstanceOf(ClassNotFoundException.class);
    Class<?> application = loader.loadClass(Application.class.getName());
    assertThat(application).isNotSameAs(Application.class);

    try (LogCapture log = new LogCapture()) {
      assertThat(
              ((Supplier<List<String>>) application.getDeclaredConstructor().newInstance()).get())
          .containsExactlyInAnyOrder(
              "value",
              "stage",
              "future",
              "iterator",
              "iterable",
              "stream",
              "ints",
              "publisher",
              "rows");
      assertThat(log.warnings()).isEmpty();
    }
  }
}
