package dev.parley.examples.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.LlmCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the end of a span in an application to the open screen. */
class LiveTest {
  private static final Duration PROMISED = Duration.ofSeconds(2);
  private static final int SPANS = 5;

  @Test
  @DisplayName(
      "A span that ends under Parley.builder()'s default settings is on the open screen within 2 s")
  void onTheScreen(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder);
        Parley parley = Parley.builder().serviceName("live").endpoint(server.http()).build()) {
      // The first call takes the screen from its empty state to its cards; the others are measured.
      call(parley);
      Process screen = Browser.node(server.http(), "e2e/live.mjs").start();
      try (BufferedReader shown =
          new BufferedReader(new InputStreamReader(screen.getInputStream(), UTF_8))) {
        awaitCalls(shown, 1);
        List<Duration> waits = new ArrayList<>();
        for (int calls = 2; calls <= SPANS; calls++) {
          long ended = call(parley);
          waits.add(Duration.ofMillis(awaitCalls(shown, calls) - ended));
        }
        // A pause of the machine may hold one of them up; most may not be late.
        assertThat(waits)
            .filteredOn(wait -> wait.compareTo(PROMISED) <= 0)
            .as("%s", waits)
            .hasSizeGreaterThan(SPANS / 2);
      } finally {
        screen.getOutputStream().close();
        screen.destroy();
      }
    }
  }

  /** Makes a call and gives the time at which its span ended, in milliseconds since the epoch. */
  private static long call(Parley parley) {
    try (var scope = Conversation.of("live").open()) {
      LlmCall call = LlmCall.of(parley, "chat", "openai").model("gpt-4o").start();
      call.end();
      return System.currentTimeMillis();
    }
  }

  /** Waits until the screen shows so many calls, and gives the time at which it did. */
  private static long awaitCalls(BufferedReader shown, int calls) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = shown.readLine(); line != null; line = shown.readLine()) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals("calls") && words[1].equals(String.valueOf(calls))) {
        return Long.parseLong(words[2]);
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("The screen never showed " + calls + " calls:\n" + said);
  }
}
