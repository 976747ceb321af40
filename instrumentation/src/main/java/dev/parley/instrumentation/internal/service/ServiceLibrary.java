package dev.parley.instrumentation.internal.service;

import dev.parley.instrumentation.internal.IndexedMessages;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the types of one client library are, and how to put an observer into them. Immutable. */
public interface ServiceLibrary {

  /** The library's name, by which its clients are switched off. */
  String name();

  /** The interfaces on the way from a client to the observed APIs. */
  Set<Class<?>> way();

  /** The APIs that are observed. */
  List<Api> apis();

  /** How the parts of one message become one text. */
  IndexedMessages.Form form();

  /** The type of a response that the application parses itself. */
  Class<?> rawResponse();

  /** The type of a stream that the application reads. */
  Class<?> streamResponse();

  /** The type of a stream that is handed to the application. */
  Class<?> asyncStreamResponse();

  /** The type of the options of one call, which a method may take in place of parameters. */
  Class<?> requestOptions();

  /**
   * Where a client of these options sends its calls; may throw.
   *
   * @param options a builder, as {@code withOptions} hands it to the application
   */
  Endpoint endpoint(Object options);

  /** Where a client sends its calls whose options can't be read. */
  Endpoint unread();

  /**
   * Prepares a client that is derived to be observed, or from an observed one; may throw. What is
   * prepared already is left as it is.
   *
   * @param options a builder, as the application leaves it
   */
  default void prepare(Object options) {}

  /**
   * Whether what a method returns calls the service that it came from, such as a loop over tools.
   * Then it has to come from the service that is observed.
   */
  default boolean callsBack(Method method) {
    return false;
  }

  /**
   * What such a method returns.
   *
   * @param observed the service that is to be called
   * @param service the one behind it
   * @return null to leave it to the service, which is called without being observed then
   * @throws Throwable what the library itself throws
   */
  default @Nullable Object callingBack(
      Object observed, Object service, Method method, Object[] arguments) throws Throwable {
    return null;
  }

  /** What the provider answered a call that failed with this; not positive if it did not. */
  long httpStatus(Throwable failure);

  /** A raw response that is observed. */
  Object observed(Object rawResponse, ResponseObserver observer);

  /** A raw response, of a stream, that is observed. */
  Object observed(Object rawResponse, StreamedResponseObserver observer);

  /** A stream that is observed as it is read. */
  Object observed(Object streamResponse, StreamObserver observer);

  /** A stream that is observed as it is handed over. */
  Object observed(Object asyncStreamResponse, AsyncStreamObserver observer);

  /** A stream whose call was refused before it was made, and which fails with this. */
  Object failedAsyncStream(Throwable refusal);
}
