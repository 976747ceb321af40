package dev.parley.examples.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person sees: a real browser reads the figures off the screen. The ids that it proves stand
 * in the scripts.
 */
class BrowserTest {
  @Test
  @DisplayName(
      "The screen shows the pencil's figures and every number opens what is behind it, in both"
          + " themes")
  void threeConversations(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES)) {
      ThreeConversations.send(server.grpc(), server.http());
      Browser.run(server.http(), "three-conversations.test.mjs");
    }
  }

  @Test
  @DisplayName("A fresh server shows how to send the first span")
  void emptyStore(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      Browser.run(server.http(), "empty.test.mjs");
    }
  }
}
