package io.opentelemetry.javaagent.parley;

import dev.parley.agent.Clients;
import dev.parley.agent.HostedContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The extension, as advice sees it: in types of the JDK. Nothing in here throws. Thread-safe. */
public final class Extension {
  private Extension() {}

  /** What answers the application's copy of the SDK. */
  public static Function<Object[], @Nullable Object> host() {
    return HostedContext.INSTANCE;
  }

  /**
   * Has a client observed.
   *
   * @param where a class of the application that knows its library
   * @param type the name of the type that the client is declared as
   * @param client null gives null
   * @return what takes the client's place, or the client itself
   */
  public static @Nullable Object observed(Class<?> where, String type, @Nullable Object client) {
    return Clients.observed(where, type, client);
  }

  /**
   * Does with a client what the application has asked its own copy of the instrumentation for.
   *
   * @param asked that copy
   * @param method the method that was called
   * @param type the name of the type that the client is declared as
   * @param client null gives null
   * @return what takes the client's place, or the client itself
   */
  public static @Nullable Object asked(
      Object asked, String method, String type, @Nullable Object client) {
    return Clients.asked(asked, method, type, client);
  }

  /** The provider that the application has named for what this copy instruments. */
  public static void provider(@Nullable Object asked, @Nullable String name) {
    Clients.provider(asked, name);
  }

  /** Silences the clients that were observed in place of this copy of the instrumentation. */
  public static void silence(Class<?> asked) {
    Clients.silence(asked);
  }

  /**
   * What takes the place of an interceptor for Bedrock's clients that the application's own copy of
   * Parley has made, or that one itself.
   *
   * @param where a class of the application that knows the library
   */
  public static @Nullable Object interceptor(Class<?> where, @Nullable Object interceptor) {
    return Clients.interceptor(where, interceptor);
  }
}
