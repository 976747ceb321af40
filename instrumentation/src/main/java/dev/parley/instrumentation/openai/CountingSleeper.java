package dev.parley.instrumentation.openai;

import com.openai.core.ClientOptions;
import com.openai.core.Sleeper;
import dev.parley.instrumentation.internal.service.Resends;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What a client waits with before it sends a call again. */
record CountingSleeper(Sleeper sleeper) implements Sleeper {

  /** Has counted what clients of these options send again. */
  static void into(ClientOptions.Builder options) {
    Sleeper sleeper = options.build().sleeper();
    if (!(sleeper instanceof CountingSleeper)) {
      options.sleeper(new CountingSleeper(sleeper));
    }
  }

  @Override
  public void sleep(Duration duration) {
    Resends.count();
    sleeper.sleep(duration);
  }

  @Override
  public CompletableFuture<Void> sleepAsync(Duration duration) {
    Resends.count();
    return sleeper.sleepAsync(duration);
  }

  /** It belongs to the application's own client, which closes it. */
  @Override
  public void close() {}
}
