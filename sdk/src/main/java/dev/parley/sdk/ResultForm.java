package dev.parley.sdk;

import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.LibraryForm;
import dev.parley.sdk.internal.stream.ObservedSource;
import dev.parley.sdk.internal.stream.ObservedStreams;
import dev.parley.sdk.internal.stream.Progress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** What a method returns, and with it when a call of it has ended. */
@FunctionalInterface
interface ResultForm {
  /** A call of the observed method. */
  interface Call {
    @Nullable Object run() throws Throwable;
  }

  /** Runs the call as this step, and throws what it throws. */
  @Nullable Object run(Step step, Call call) throws Throwable;

  /**
   * By the type that the method declares: what a caller may rely on can be returned, and nothing
   * more special than that can be observed.
   */
  static ResultForm of(Class<?> declared) {
    ResultForm known = Known.FORMS.get(declared);
    if (known != null) {
      return known;
    }
    // By name, for the library may be absent.
    if (declared.getName().equals("org.reactivestreams.Publisher")) {
      return Known::reactive;
    }
    if (LibraryForm.mayBe(declared)) {
      LibraryForm library = Known.GUARD.get(() -> LibraryForm.of(declared), LibraryForm.NONE);
      return library == LibraryForm.NONE
          ? Known::value
          : (step, call) -> step.subscribed(library, () -> Known.uncheckedly(call));
    }
    return Known.GUARD.get(() -> Known.source(declared), Known::value);
  }

  /** The forms of the platform. */
  final class Known {
    private static final Guard GUARD = new Guard("Looking at what a method returns");
    private static final Map<Class<?>, ResultForm> FORMS = forms();

    private Known() {}

    @SuppressWarnings("FutureReturnValueIgnored") // It is the caller's, as everything here.
    private static Map<Class<?>, ResultForm> forms() {
      Map<Class<?>, ResultForm> forms = new HashMap<>();
      forms.put(
          void.class,
          (step, call) -> {
            step.run(() -> uncheckedly(call));
            return null;
          });
      forms.put(CompletionStage.class, Known::stage);
      forms.put(CompletableFuture.class, Known::stage);
      forms.put(Future.class, (step, call) -> step.future(() -> Known.<Future<?>>as(call)));
      forms.put(Stream.class, Known.<Stream<Object>>pieces(ObservedStreams::stream));
      forms.put(IntStream.class, pieces(ObservedStreams::intStream));
      forms.put(LongStream.class, pieces(ObservedStreams::longStream));
      forms.put(DoubleStream.class, pieces(ObservedStreams::doubleStream));
      forms.put(Iterator.class, Known.<Iterator<Object>>pieces(ObservedStreams::iterator));
      forms.put(Iterable.class, Known.<Iterable<Object>>pieces(ObservedStreams::iterable));
      forms.put(
          Flow.Publisher.class,
          (step, call) -> step.publisher(() -> Known.<Flow.Publisher<?>>as(call)));
      return Map.copyOf(forms);
    }

    private static ResultForm source(Class<?> declared) {
      ObservedSource.Type type = ObservedSource.Type.of(declared);
      return type == null ? Known::value : pieces(type::observe);
    }

    private static <S> ResultForm pieces(BiFunction<S, Progress, S> observe) {
      return (step, call) -> step.pieces(() -> Known.<S>as(call), observe);
    }

    @SuppressWarnings("NullAway") // A method may give null, and its caller then gets that.
    private static @Nullable Object value(Step step, Call call) {
      return step.call(() -> uncheckedly(call));
    }

    private static @Nullable Object stage(Step step, Call call) {
      return step.async(() -> Known.<CompletionStage<?>>as(call));
    }

    private static @Nullable Object reactive(Step step, Call call) {
      return ReactiveSteps.publisher(step, () -> Known.<Publisher<?>>as(call));
    }

    /** A method may give null for anything; then its caller gets that. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T as(Call call) {
      return (T) uncheckedly(call);
    }

    /** Lets checked exceptions through, which the caller of the method is ready for. */
    private static @Nullable Object uncheckedly(Call call) {
      try {
        return call.run();
      } catch (Throwable thrown) {
        throw Known.<RuntimeException>unchecked(thrown);
      }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
      throw (E) thrown;
    }
  }
}
