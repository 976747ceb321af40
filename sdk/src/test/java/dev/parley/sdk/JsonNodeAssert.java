package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares JSON by what it says. */
final class JsonNodeAssert {
  private JsonNodeAssert() {}

  static void equal(Object actual, String expected) {
    assertThat(BridgedSpans.json(actual)).isEqualTo(BridgedSpans.json(expected));
  }
}
