package dev.parley.examples.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Observed;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObservedMethodsTest {

  @Test
  @DisplayName("Methods of an interface that is not public are observed as their annotations say")
  void annotations() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry();
        ModelAccount account = ModelAccount.loopback()) {
      Assistant assistant = Observed.proxy(Assistant.class, new ShopAssistant(account.client()));
      Conversation.of("session_456").run(() -> ObservedMethods.use(assistant));

      assertThat(telemetry.spans())
          .extracting(SpanData::getName)
          .containsExactly("retrieve", "answer", "summarise", "tell", "isCardValid");
      assertThat(telemetry.spans())
          .allSatisfy(
              span ->
                  assertThat(MemoryTelemetry.attributes(span))
                      .containsEntry("gen_ai.conversation.id", "session_456"));
      assertThat(telemetry.attributes("retrieve"))
          .contains(
              entry("gen_ai.l9.span.kind", "tool"),
              entry("function.arg.query", "refunds"),
              entry("function.arg.limit", 2L));
      assertThat(telemetry.attributes("answer"))
          .contains(
              entry("tags", List.of("production", "customer_support")),
              entry("user.category", "customer_support"),
              entry("metadata.version", "1.0.0"),
              entry("metadata.priority", "high"),
              entry("gen_ai.response.model", "gpt-4o-2024-08-06"))
          .containsKey("gen_ai.usage.cost_usd");
      assertThat(completion(telemetry.only("summarise"))).isEqualTo("A very lon");
      assertThat(completion(telemetry.only("tell"))).contains("upon a time");
      assertThat(telemetry.attributes("isCardValid").toString()).doesNotContain("4111");
      assertThat(telemetry.only("isCardValid").getEvents()).isEmpty();
    }
  }

  @Test
  @DisplayName("Steps do the same around any code; a stream's span ends with the stream")
  void steps() {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      assertThat(ObservedMethods.steps()).isEqualTo("It is in doc1");

      assertThat(telemetry.attributes("retrieve"))
          .contains(
              entry("function.arg.query", "refunds"),
              entry("user.category", "customer_support"),
              entry("metadata.version", "1.0.0"));
      assertThat(completion(telemetry.only("tell"))).isEqualTo("It is in doc1");
    }
  }

  private static String completion(SpanData span) {
    return GlobalTelemetry.content(span, "gen_ai.content.completion", "gen_ai.completion");
  }
}
