package dev.parley.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.server.dialect.Explanation.Rule;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExplainerTest {
  private static Explanation explain(String scope, String name, String attributes) {
    return Explainer.explain(
        new Explainer.Stored(
            scope,
            name,
            1_700_000_000_000_000_000L,
            2_000_000_000L,
            Objects.requireNonNull(Json.parse("{\"service.name\":\"shop\"}")),
            Objects.requireNonNull(Json.parse(attributes)),
            Objects.requireNonNull(Json.parse("[]"))));
  }

  @Test
  @DisplayName("Every field names the key that gave it, and what was made of its number")
  void fields() {
    Explanation explanation =
        explain(
            "opentelemetry.instrumentation.openai_v2",
            "chat gpt-4o",
            """
            {"gen_ai.operation.name": "chat", "gen_ai.system": "openai",
             "gen_ai.request.model": "gpt-4o", "gen_ai.usage.prompt_tokens": "1000",
             "gen_ai.usage.cache_read.input_tokens": 800, "gen_ai.usage.output_tokens": 20,
             "session.id": "s-1", "gen_ai.response.finish_reasons": ["stop"],
             "gen_ai.input.messages": "[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"}]"}
            """);

    assertThat(explanation.dialect()).isEqualTo("semconv");
    assertThat(explanation.rules())
        .extracting(Rule::field, Rule::value, Rule::source, Rule::note)
        .contains(
            tuple("kind", "model_call", "gen_ai.operation.name", null),
            tuple("provider", "openai", "gen_ai.system", null),
            tuple(
                "tokens.input",
                "200",
                "gen_ai.usage.prompt_tokens",
                "cached tokens are counted within the 1000 that were sent"),
            tuple("tokens.cache.read", "800", "gen_ai.usage.cache_read.input_tokens", null),
            tuple("conversation", "s-1", "session.id", null),
            tuple("finish.reasons", "stop", "gen_ai.response.finish_reasons", null),
            tuple("content.input", "1 message", "the conventions' message attributes", null));
  }

  @Test
  @DisplayName("What no attribute says is told as read from the names")
  void names() {
    Explanation explanation =
        explain("dev.parley.sdk", "execute_tool look_up", "{\"gen_ai.request.model\": \"gpt-4o\"}");

    assertThat(explanation.dialect()).isEqualTo("parley");
    assertThat(explanation.recognisedBy()).isEqualTo("the scope's name, dev.parley.sdk");
    assertThat(explanation.rules())
        .extracting(Rule::field, Rule::value, Rule::source)
        .contains(
            tuple("kind", "tool_call", "the span's name"),
            tuple("tool", "look_up", "the span's name or events"));
  }

  @Test
  @DisplayName("A span of something else is explained as well")
  void plain() {
    Explanation explanation = explain("http", "GET /", "{\"http.request.method\": \"GET\"}");

    assertThat(explanation.dialect()).isEqualTo("none");
    assertThat(explanation.rules()).extracting(Rule::field).containsExactly("kind");
  }
}
