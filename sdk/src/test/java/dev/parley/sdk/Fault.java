package dev.parley.sdk;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Named;

/** What code throws that fails; made anew each time, as real faults are. */
interface Fault {
  /** Every way in which code fails. */
  List<Named<Fault>> ALL =
      List.of(
          Named.of("an exception", () -> new IllegalStateException("injected")),
          Named.of("a missing class", () -> new NoClassDefFoundError("injected")),
          Named.of("a stack overflow", () -> new StackOverflowError("injected")),
          Named.of("a failed assertion", () -> new AssertionError("injected")),
          Named.of("a sneaked checked exception", () -> new IOException("injected")));

  Throwable make();

  /** Throws a new one; the result is for the compiler. */
  static RuntimeException thrown(Fault fault) {
    return sneak(fault.make());
  }

  /** Throws it whatever it is; the result is for the compiler. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T extends Throwable> RuntimeException sneak(Throwable fault) throws T {
    throw (T) fault;
  }
}
