package dev.parley.instrumentation.gemini;

import com.google.genai.Client;
import java.lang.reflect.Field;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client inside of a library's client. There is no way to it but the private fields, which
 * are found by their types: names may change. All services of a client send through this one.
 */
final class ClientTransport {

  private static final Logger LOGGER = Logger.getLogger("dev.parley.instrumentation");

  private static final String API_CLIENT = "com.google.genai.ApiClient";

  private static volatile boolean warned;

  private ClientTransport() {}

  /** Puts another HTTP client in; a client that can't be changed stays as it is. */
  static void change(Client client, UnaryOperator<OkHttpClient> change) {
    try {
      Object api = value(field(client.getClass(), API_CLIENT), client);
      Field field = field(api.getClass(), OkHttpClient.class.getName());
      OkHttpClient former = (OkHttpClient) value(field, api);
      OkHttpClient next = change.apply(former);
      if (next != former) {
        field.set(api, next);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOGGER.log(
          warned ? Level.FINE : Level.WARNING,
          e,
          () ->
              "The HTTP client of a com.google.genai.Client can't be replaced, so its calls are not"
                  + " recorded; the application is not affected. Build it with"
                  + " ClientOptions.customHttpClient and"
                  + " GeminiInstrumentation.instrument(OkHttpClient) instead");
      warned = true;
    }
  }

  private static Object value(Field field, Object owner) throws IllegalAccessException {
    Object value = field.get(owner);
    if (value == null) {
      throw new IllegalStateException(field + " is null");
    }
    return value;
  }

  private static Field field(Class<?> owner, String type) throws NoSuchFieldException {
    for (@Nullable Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getType().getName().equals(type)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(owner.getName() + " has no field of type " + type);
  }
}
