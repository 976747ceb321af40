package dev.parley.instrumentation.anthropic;

import com.anthropic.core.ClientOptions;
import com.anthropic.core.RequestOptions;
import com.anthropic.helpers.BetaToolRunner;
import com.anthropic.models.beta.messages.ToolRunnerCreateParams;
import com.anthropic.services.async.beta.MessageServiceAsync;
import com.anthropic.services.blocking.beta.MessageService;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tool runners and message threads of the beta API: what calls the service that it was made by,
 * once for every turn. Made by the observed service, each of their calls is observed, and is
 * stopped by a spent budget.
 */
final class MessageLoops {

  private static final Set<String> NAMES = Set.of("toolRunner", "thread");

  private MessageLoops() {}

  /** Whether a method makes one. */
  static boolean isMadeBy(Method method) {
    return NAMES.contains(method.getName());
  }

  /**
   * Makes one that calls the observed service.
   *
   * @return null to leave it to the service: the clouds that serve Anthropic's models take no
   *     threads, which only the client's own service knows
   */
  static @Nullable Object make(Object observed, Object service, Method method, Object[] arguments)
      throws Throwable {
    boolean thread = method.getName().equals("thread");
    if (thread && !isAnthropics(service)) {
      return null;
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(observed, method, arguments);
    }
    return !thread && arguments.length == 2
        ? toolRunner((MessageService) observed, (MessageService) service, arguments)
        : null;
  }

  /** The library has no other way to make one for a given service. */
  private static @Nullable Object toolRunner(
      MessageService observed, MessageService service, Object[] arguments) {
    if (!(arguments[0] instanceof ToolRunnerCreateParams params)
        || !(arguments[1] instanceof RequestOptions requestOptions)) {
      return null;
    }
    try {
      return new BetaToolRunner(
          observed,
          options(service),
          isAnthropics(service) ? params : params.toBuilder().thread(false).build(),
          requestOptions,
          null);
    } catch (LinkageError | RuntimeException otherService) {
      return null;
    }
  }

  private static boolean isAnthropics(Object service) {
    try {
      ClientOptions options =
          service instanceof MessageServiceAsync async
              ? options(async)
              : options((MessageService) service);
      return AnthropicEndpoints.of(options).provider().equals(AnthropicEndpoints.ANTHROPIC);
    } catch (LinkageError | RuntimeException otherService) {
      // One of the application's own, which tells no options.
      return false;
    }
  }

  private static ClientOptions options(MessageService service) {
    AtomicReference<@Nullable ClientOptions> options = new AtomicReference<>();
    MessageService unused = service.withOptions(builder -> options.set(builder.build()));
    return Objects.requireNonNull(options.get());
  }

  private static ClientOptions options(MessageServiceAsync service) {
    AtomicReference<@Nullable ClientOptions> options = new AtomicReference<>();
    MessageServiceAsync unused = service.withOptions(builder -> options.set(builder.build()));
    return Objects.requireNonNull(options.get());
  }
}
