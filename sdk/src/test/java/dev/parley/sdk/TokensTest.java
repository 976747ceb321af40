package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokensTest {
  @Test
  @DisplayName("MH-12: the estimate is a quarter of the characters, rounded down")
  void estimate() {
    assertThat(Tokens.estimate("abc")).isZero();
    assertThat(Tokens.estimate("abcd")).isEqualTo(1);
    assertThat(Tokens.estimate("abcdefg")).isEqualTo(1);
    assertThat(Tokens.estimate("x".repeat(4001))).isEqualTo(1000);
    assertThat(Tokens.estimate("\uD83D\uDE00".repeat(4))).isEqualTo(1);
    assertThat(Tokens.estimate("")).isZero();
    assertThat(Tokens.estimate(null)).isZero();
  }
}
