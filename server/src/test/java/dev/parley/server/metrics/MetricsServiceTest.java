package dev.parley.server.metrics;

import static dev.parley.server.query.TestSpan.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.query.TestStore;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsServiceTest {
  private static final long T = 1_735_689_600_000L;
  private static final String LABELS =
      "{gen_ai_request_model=\"a \\\"b\\\\c\\n\",gen_ai_provider_name=\"openai\","
          + "gen_ai_operation_name=\"chat\",service_name=\"shop\","
          + "deployment_environment_name=\"production\",gen_ai_token_type=\"input\"}";

  @TempDir private Path folder;

  @Test
  @DisplayName("Both text formats say the same; OpenMetrics names counters without _total and ends")
  void formats() {
    try (TestStore store = new TestStore(folder);
        TestMetrics metrics = new TestMetrics(store, 100)) {
      store.save(call(1, 1, T).model("a \"b\\c\n", null).tokens(7, 3).millis(640));
      metrics.advance();
      String old = metrics.text();
      String open = metrics.openMetrics();
      assertThat(old)
          .contains("\n# TYPE gen_ai_client_token_usage_total counter\n")
          .contains("\n# TYPE gen_ai_client_operation_duration_seconds histogram\n")
          .doesNotContain("# UNIT")
          .doesNotContain("# EOF");
      assertThat(open)
          .contains("\n# TYPE gen_ai_client_token_usage counter\n")
          .contains("\n# UNIT gen_ai_client_operation_duration_seconds seconds\n")
          .contains("\n# TYPE parley_refused_requests counter\n")
          .endsWith("\n# EOF\n");
      for (String text : List.of(old, open)) {
        assertThat(text)
            .contains("gen_ai_client_token_usage_total" + LABELS + " 7\n")
            .contains("parley_received_records_total{outcome=\"stored\"} 1\n")
            .contains("parley_refused_requests_total{reason=\"malformed\"} 2\n")
            .contains("parley_server_commit_duration_seconds_count 1\n")
            .contains("parley_server_commit_duration_seconds_bucket{le=\"+Inf\"} 1\n")
            .contains("parley_server_received_bytes_total 1234\n")
            .contains("parley_server_busy_readers 0\n")
            .containsPattern("parley_server_store_file_bytes\\{file=\"database\"} [1-9]")
            .contains("parley_server_removed_records_total{record=\"span\",reason=\"erasure\"} 0\n")
            .contains("parley_received_records_total{outcome=\"too_old\"} 0\n")
            .doesNotContain("parley_server_first_kept")
            .contains("parley_build_info{version=\"1.2.3\"} 1\n");
      }
      assertThat(new TreeSet<>(samples(open))).isEqualTo(new TreeSet<>(samples(old)));
    }
  }

  private static List<String> samples(String text) {
    return text.lines().filter(line -> !line.startsWith("#")).toList();
  }
}
