package dev.parley.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  @DisplayName("Inclusive numbers become disjoint buckets")
  void inclusive() {
    Usage usage =
        Usage.builder()
            .input(1000L)
            .cacheRead(700L)
            .cacheWrite(100L)
            .audioInput(50L)
            .output(300L)
            .reasoning(200L)
            .audioOutput(20L)
            .build();

    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(150);
    assertThat(usage.get(TokenBucket.OUTPUT)).isEqualTo(80);
    assertThat(usage.inputTotal()).isEqualTo(1000);
    assertThat(usage.outputTotal()).isEqualTo(300);
    assertThat(usage.total()).isEqualTo(1300);
    assertThat(usage.cacheWriteTotal()).isEqualTo(100);
  }

  @Test
  @DisplayName("An input smaller than what the cache read and wrote leaves the cache out")
  void exclusiveByEvidence() {
    Usage usage = Usage.builder().input(3L).cacheWrite(1712L).output(227L).build();

    assertThat(usage.get(TokenBucket.INPUT)).isEqualTo(3);
    assertThat(usage.inputTotal()).isEqualTo(1715);
  }

  @Test
  @DisplayName("Cached audio, reported as both, is counted once")
  void cachedAudio() {
    Usage usage = Usage.builder().input(100L).cacheRead(80L).audioInput(60L).build();

    assertThat(usage.inputTotal()).isEqualTo(100);
    assertThat(usage.get(TokenBucket.AUDIO_INPUT)).isEqualTo(20);
  }

  @Test
  @DisplayName("COST-17: null, negative and unreadable counts are unknown, not 0 and no exception")
  void unknown() {
    Map<String, Object> values = new HashMap<>();
    values.put("input_tokens", null);
    values.put("output_tokens", -5);
    values.put("total_tokens", "many");

    Usage usage = Usage.fromMap(values);

    assertThat(usage.isKnown()).isFalse();
    assertThat(usage.inputTotal()).isNull();
    assertThat(usage.total()).isNull();
    assertThat(usage).isEqualTo(Usage.unknown());
  }

  @Test
  @DisplayName("COST-17: a null under the new name leaves the old one")
  void nullFallsBackToOldName() {
    Map<String, Object> values = new HashMap<>();
    values.put("input_tokens", null);
    values.put("prompt_tokens", 7);

    assertThat(Usage.fromMap(values).inputTotal()).isEqualTo(7);
  }

  @Test
  @DisplayName("COST-20: the total is input and output where none is given")
  void total() {
    assertThat(Usage.fromMap(Map.of("input_tokens", 3, "output_tokens", 4)).total()).isEqualTo(7);
    assertThat(Usage.fromMap(Map.of("total_tokens", 9)).total()).isEqualTo(9);
    assertThat(Usage.fromMap(Map.of("total_tokens", 9)).inputTotal()).isNull();
  }

  @Test
  @DisplayName("COST-16: details are read from nested maps, flat names and prefixed attributes")
  void spellings() {
    Usage openAi =
        Usage.fromMap(
            Map.of(
                "prompt_tokens",
                1000,
                "completion_tokens",
                "50",
                "prompt_tokens_details",
                Map.of("cached_tokens", 800),
                "completion_tokens_details",
                Map.of("reasoning_tokens", 30)));
    assertThat(openAi.get(TokenBucket.INPUT)).isEqualTo(200);
    assertThat(openAi.get(TokenBucket.CACHE_READ)).isEqualTo(800);
    assertThat(openAi.get(TokenBucket.OUTPUT)).isEqualTo(20);
    assertThat(openAi.get(TokenBucket.REASONING)).isEqualTo(30);

    Map<String, Object> attributes =
        Map.of(
            "gen_ai.usage.input_tokens",
            1000L,
            "gen_ai.usage.cache_read.input_tokens",
            800L,
            "gen_ai.usage.output_tokens",
            50L,
            "gen_ai.usage.reasoning.output_tokens",
            30L);
    assertThat(Usage.fromAttributes(attributes::get)).isEqualTo(openAi);
  }

  @Test
  @DisplayName("COST-16: Anthropic's raw input leaves the cache out, the attribute includes it")
  void anthropic() {
    Usage raw = Usage.fromMap(Map.of("input_tokens", 30, "cache_read_input_tokens", 20));
    assertThat(raw.inputTotal()).isEqualTo(50);

    Map<String, Object> attributes =
        Map.of("gen_ai.usage.input_tokens", 30L, "gen_ai.usage.cache_read_input_tokens", 20L);
    assertThat(Usage.fromAttributes(attributes::get).inputTotal()).isEqualTo(30);
  }

  @Test
  @DisplayName("How long a cache keeps what it wrote is read from Anthropic's own spans")
  void anthropicDurations() {
    Map<String, Object> attributes =
        Map.of(
            "gen_ai.usage.input_tokens",
            130L,
            "gen_ai.usage.cache_write.input_tokens",
            100L,
            "anthropic.usage.cache_creation.ephemeral_5m_input_tokens",
            40L,
            "anthropic.usage.cache_creation.ephemeral_1h_input_tokens",
            60L);

    Usage usage = Usage.fromAttributes(attributes::get);

    assertThat(usage.inputTotal()).isEqualTo(130);
    assertThat(usage.get(TokenBucket.CACHE_WRITE_5M)).isEqualTo(40);
    assertThat(usage.get(TokenBucket.CACHE_WRITE_1H)).isEqualTo(60);
    assertThat(Usage.isName("anthropic.usage.cache_creation.ephemeral_1h_input_tokens")).isTrue();
  }

  @Test
  @DisplayName("Usages add up; unknown plus known is the known")
  void plus() {
    Usage sum = Usage.of(1, 2).plus(Usage.builder().inputUncached(10L).build());

    assertThat(sum.inputTotal()).isEqualTo(11);
    assertThat(sum.outputTotal()).isEqualTo(2);
  }
}
