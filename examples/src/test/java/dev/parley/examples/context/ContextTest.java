package dev.parley.examples.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.sdk.reactor.ReactorPropagation;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContextTest {

  @Test
  @DisplayName("Every step of a workflow carries it; what comes after it does not")
  void contextTracking() {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      assertThat(ContextTracking.ragPipeline("refunds?")).contains("the handbook");
      ContextTracking.supportSession();
      ContextTracking.tenants();
      ContextTracking.workOfNobody();

      for (String step : List.of("expand_query", "vector_search", "rerank", "generate")) {
        assertThat(telemetry.attributes(step))
            .contains(entry("workflow.id", "rag_pipeline"), entry("workflow.type", "retrieval"));
      }
      assertThat(telemetry.attributes("search_products"))
          .contains(
              entry("gen_ai.conversation.id", "user_session_789"),
              entry("user.id", "user_789"),
              entry("workflow.id", "product_search"),
              entry("custom.channel", "web"),
              entry("gen_ai.conversation.turn_number", 1L));
      assertThat(telemetry.attributes("rank_results"))
          .contains(
              entry("workflow.id", "product_search"), entry("gen_ai.conversation.turn_number", 1L));
      assertThat(telemetry.attributes("follow_up"))
          .contains(
              entry("gen_ai.conversation.id", "user_session_789"),
              entry("gen_ai.agent.name", "closer"),
              entry("gen_ai.agent.id", "agent-7"),
              entry("gen_ai.agent.version", "2"),
              entry("custom.channel", "web"),
              entry("gen_ai.conversation.turn_number", 2L))
          .doesNotContainKey("workflow.id");
      assertThat(telemetry.attributes("nightly_report"))
          .contains(entry("custom.tenant", "acme"), entry("custom.plan", "gold"));
      assertThat(telemetry.attributes("housekeeping")).doesNotContainKey("gen_ai.conversation.id");
    }
  }

  @Test
  @DisplayName("The conversation goes along to pools, futures, threads of their own")
  void threads() throws Exception {
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      assertThat(Threads.pool()).hasSize(2);
      assertThat(Threads.future()).contains("forecast");
      assertThat(Threads.virtualThreads()).hasSize(2);
      assertThat(Threads.later()).contains("weather");

      assertThat(telemetry.spans())
          .extracting(ContextTest::conversation)
          .containsExactlyInAnyOrder(
              "session_pool",
              "session_pool",
              "session_future",
              "session_virtual",
              "session_virtual",
              "session_later");
    }
  }

  @Test
  @DisplayName("Each customer's part of a pipeline has a conversation of its own on every thread")
  void reactor() {
    ReactorPropagation.enable();
    try (GlobalTelemetry telemetry = new GlobalTelemetry()) {
      assertThat(ReactorPipeline.answers().block()).containsExactly("Hello alice", "Hello bob");

      assertThat(telemetry.spans()).hasSize(2);
      assertThat(telemetry.spans())
          .allSatisfy(
              span -> {
                Map<String, Object> attributes = MemoryTelemetry.attributes(span);
                assertThat(conversation(span)).isEqualTo("chat-" + attributes.get("user.id"));
              });
      assertThat(telemetry.spans())
          .extracting(ContextTest::conversation)
          .containsExactlyInAnyOrder("chat-alice", "chat-bob");
    } finally {
      ReactorPropagation.disable();
    }
  }

  private static Object conversation(SpanData span) {
    return MemoryTelemetry.attributes(span).get("gen_ai.conversation.id");
  }
}
