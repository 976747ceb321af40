package dev.parley.examples.e2e;

import static dev.parley.examples.e2e.Framework.LANGCHAIN4J;
import static dev.parley.examples.e2e.Framework.SPRING_AI;
import static dev.parley.examples.e2e.Framework.SPRING_BOOT_3;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.javaagent.HelpDesk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications under OpenTelemetry's javaagent, each a process, and what a server has. */
class JavaagentTest {
  private static final Application DESK =
      Application.example(HelpDesk.class).with("0").set("PARLEY_WEB_USER_HEADER", "X-User");
  private static final Pattern ORDER = Pattern.compile("order (\\d+)");
  private static final int AT_ONCE = 50;

  @Test
  @DisplayName(
      "CTX-29: 50 conversations at once of a plain application never mix, and are told whole")
  void helpDesk(@TempDir Path folder) throws Exception {
    talk(folder, DESK.under(Application.NEWER_AGENT), AT_ONCE, true);
  }

  @Test
  @DisplayName("CTX-29: what was said stays untold where it is switched off; the rest is told")
  void withoutContent(@TempDir Path folder) throws Exception {
    talk(folder, DESK.under(Application.OLDER_AGENT), 2, false);
  }

  @Test
  @DisplayName("CTX-29: under a newer JDK as well")
  void newerJdk(@TempDir Path folder) throws Exception {
    Application desk = DESK.on(Application.newerJdk());
    talk(folder, desk.under(Application.NEWER_AGENT), 2, true);
  }

  @Test
  @DisplayName("IN-05 XP-03 CTX-29: frameworks are told whole, with content and without")
  void frameworks(@TempDir Path folder) throws Exception {
    UnaryOperator<Application> newer = plain -> plain.under(Application.NEWER_AGENT);
    UnaryOperator<Application> older = plain -> plain.under(Application.OLDER_AGENT);
    try (Runs runs = new Runs(folder)) {
      runs.and(LANGCHAIN4J, newer, true)
          .and(SPRING_AI, newer, true)
          .and(SPRING_BOOT_3, older, true)
          .and(SPRING_AI, older, false)
          .assertTold();
    }
  }

  /** Two turns of each conversation: every other one knows nothing of Parley. */
  private static void talk(Path folder, Application application, int conversations, boolean content)
      throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess desk = application.content(content).start(server, provider)) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < conversations; i++) {
        int order = 4700 + i;
        answers.add(
            ask(desk, order, "Where is the refund for order " + order + "?")
                .thenCompose(first -> ask(desk, order, "And where is order " + order + " now?")));
      }
      answers.forEach(answer -> assertThat(answer.join()).startsWith("Thank you"));
      desk.end();

      JsonNode rows = ToldConversations.rows(server);
      assertThat(rows).hasSize(conversations);
      for (JsonNode row : rows) {
        int order = Integer.parseInt(row.path("id").asText().substring("c-".length()));
        boolean plain = order % 2 == 1;
        ToldConversations.assertServed(row, provider.served("order " + order));
        assertThat(row.path("calls").asInt()).isEqualTo(2);
        assertThat(row.path("turns").asInt()).isEqualTo(2);
        assertThat(row.path("toolCalls").asInt()).isEqualTo(plain ? 0 : 2);
        assertThat(row.path("user").asText())
            .isEqualTo(plain ? "u-" + order : "user of c-" + order);
        JsonNode flow = server.get("conversation?id=c-" + order);
        if (content) {
          assertThat(ORDER.matcher(flow.toString()).results().map(MatchResult::group))
              .isNotEmpty()
              .containsOnly("order " + order);
          assertSaid(flow.at("/turns/0/messages"));
        } else {
          assertThat(flow.toString()).doesNotContain("refund").doesNotContain("Thank you");
        }
      }
      assertThat(kinds(server, "c-4700"))
          // The step around the model's call is its wrapper.
          .containsExactly("model_call", "tool_call", "model_call");
      assertThat(kinds(server, "c-4701")).containsExactly("model_call");
    }
  }

  private static List<String> kinds(RunningServer server, String conversation) {
    return server
        .get("conversation?id=" + conversation)
        .at("/turns/0/steps")
        .findValuesAsText("kind");
  }

  private static CompletableFuture<String> ask(
      ApplicationProcess desk, int order, String question) {
    return order % 2 == 1
        ? desk.post("/plain", question, "X-Conversation-Id", "c-" + order, "X-User", "u-" + order)
        : desk.post("/ask?c-" + order, question);
  }

  private static void assertSaid(JsonNode messages) {
    assertThat(messages.findValuesAsText("content"))
        .anyMatch(text -> text.startsWith("Where is the refund for order"))
        .anyMatch(text -> text.startsWith("Thank you for asking."));
  }

  @Test
  @DisplayName(
      "IN-05: applications that instrument and set up for themselves have one span a call as well")
  void unchanged(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder);
        ApplicationProcess examples =
            Application.example(UnchangedExamples.class)
                .under(Application.OLDER_AGENT)
                .set("PARLEY_PRICES", "gpt-4o=2.50/10.00")
                .content(true)
                .start(server)) {
      String said = examples.ended();
      // The application's own exception, though the agent's copy of the SDK has refused the call.
      assertThat(said).contains("No more: ").contains("It is in doc1");

      Map<String, JsonNode> rows = new HashMap<>();
      ToldConversations.rows(server).forEach(row -> rows.put(row.path("id").asText(), row));
      for (String client : List.of("anthropic", "bedrock", "gemini", "responses")) {
        JsonNode row = rows.get(client + "_session");
        assertThat(row.path("calls").asInt()).as(client).isEqualTo(3);
        // No span is around calls and tool: each is a trace, and so a turn, of its own.
        assertThat(row.path("turns").asInt()).as(client).isEqualTo(4);
        assertThat(row.path("toolCalls").asInt()).as(client).isEqualTo(1);
        assertThat(row.at("/tokens/output").asLong()).as(client).isPositive();
        JsonNode flow = server.get("conversation?id=" + client + "_session");
        assertThat(flow.path("turns").findValuesAsText("kind"))
            .as(client)
            .filteredOn(kind -> kind.equals("model_call"))
            .hasSize(3);
        assertThat(flow.toString()).as(client).contains("desk lamp");
      }
      assertThat(server.get("conversation?id=redacted").toString())
          .contains("Charge [card]")
          .doesNotContain("4111111111111111");
      JsonNode framework = rows.get("framework");
      assertThat(framework.path("calls").asInt()).isEqualTo(1);
      assertThat(framework.at("/tokens/output").asLong()).isPositive();
      JsonNode steps = server.get("conversation?id=framework").at("/turns/0/steps");
      assertThat(steps.findValuesAsText("role")).containsExactly("duplicate", "own");
      assertThat(rows).doesNotContainKey("untold");
      assertThat(rows.get("told").path("calls").asInt()).isEqualTo(2);
      String trace = server.get("conversation?id=told").at("/turns/0/traceIds/0").asText();
      assertThat(server.get("traces/" + trace).findValuesAsText("provider")).contains("ollama");
      assertThat(rows.get("generous").path("calls").asInt()).isEqualTo(2);
      assertThat(rows.get("session_456").path("calls").asInt()).isEqualTo(3);
      assertThat(rows.get("session_456").path("toolCalls").asInt()).isEqualTo(2);
    }
  }
}
