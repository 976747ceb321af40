package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.Usage;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'prompt_tokens':12,'completion_tokens':5,'total_tokens':17}",
        "{'prompt_tokens':12}",
        "{'prompt_tokens':12,'completion_tokens':null}",
        "{'prompt_tokens':'12','completion_tokens':5}",
        "{'prompt_tokens':9,'prompt_tokens_details':null}",
        "{'prompt_tokens':9,'prompt_tokens_details':{'cached_tokens':4,'audio_tokens':2}}",
        "{'prompt_tokens':9,'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':2}}",
        "{'completion_tokens':9,'completion_tokens_details':{'reasoning_tokens':4,"
            + "'audio_tokens':1,'accepted_prediction_tokens':3,'rejected_prediction_tokens':2}}",
        "{'completion_tokens':9,'completion_tokens_details':{'reasoning_tokens':'4'}}",
        "{'input_tokens':7,'output_tokens':3,'input_tokens_details':{'cached_tokens':5}}",
        "{'prompt_tokens':12,'cached_tokens':5}"
      })
  @DisplayName("Usage is read the same whether its form is the usual one or not")
  void usage(String json) throws IOException {
    JsonNode tree = JSON.readTree(json.replace('\'', '"'));

    assertThat(JsonFields.usage(tree)).isEqualTo(Usage.fromMap(JSON.convertValue(tree, MAP)));
  }

  @Test
  @DisplayName("What is written to the cache is part of the input, with a price of its own")
  void cacheWrite() throws IOException {
    JsonNode tree =
        JSON.readTree(
            """
            {"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":2}}
            """);

    assertThat(JsonFields.usage(tree))
        .isEqualTo(Usage.builder().input(9L).cacheRead(4L).cacheWrite(2L).build());
  }
}
