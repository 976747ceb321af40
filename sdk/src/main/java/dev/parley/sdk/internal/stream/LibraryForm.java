package dev.parley.sdk.internal.stream;

import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Observes results that run when they are subscribed to, of a type that belongs to a library which
 * may be absent. Forms are services, which are looked for when a method declares such a type; so
 * nothing of the library is loaded where the application does not use it.
 */
public interface LibraryForm {
  /** Observes nothing. */
  LibraryForm NONE =
      new LibraryForm() {
        @Override
        public boolean isOf(Class<?> declared) {
          return false;
        }

        @Override
        public Object observe(Object source, Subscriptions subscriptions) {
          return source;
        }
      };

  /** Whether this observes what a method returns that declares this type. */
  boolean isOf(Class<?> declared);

  /** The same as a value of the declared type, each subscription to which is recorded. */
  Object observe(Object source, Subscriptions subscriptions);

  /** Whether a library has a form for the type, by its name alone. */
  static boolean mayBe(Class<?> declared) {
    return List.of("reactor.core.publisher.Flux", "reactor.core.publisher.Mono")
        .contains(declared.getName());
  }

  /** The form of the type; {@link #NONE} where there is none. */
  static LibraryForm of(Class<?> declared) {
    // Of the loader that Parley has: what another one calls by the same name is another type.
    @Nullable ClassLoader loader = LibraryForm.class.getClassLoader();
    for (LibraryForm form : ServiceLoader.load(LibraryForm.class, loader)) {
      if (form.isOf(declared)) {
        return form;
      }
    }
    return NONE;
  }
}
