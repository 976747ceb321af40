package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Several applications at once, each a process that is asked a few questions at once, and what the
 * one server that they all report to has of each conversation in the end.
 */
final class Runs implements AutoCloseable {
  private static final int FIRST = 4700;
  private static final int AT_ONCE = 3;

  /** One of them; its orders are those of its place among all. */
  private record Run(Framework framework, boolean content, int first, ApplicationProcess process) {
    boolean isAbout(int order) {
      return order >= first && order < first + AT_ONCE;
    }
  }

  private final List<Run> runs = new ArrayList<>();
  private final RunningServer server;
  private final RecordingProvider provider;

  Runs(Path folder) throws IOException {
    this.server = RunningServer.start(folder, ThreeConversations.PRICES);
    this.provider = RecordingProvider.start();
  }

  /**
   * Starts one more.
   *
   * @param how the application that is run is made of the plain one
   * @param content whether it tells what was said
   */
  Runs and(Framework framework, UnaryOperator<Application> how, boolean content)
      throws IOException {
    ApplicationProcess process =
        how.apply(framework.application()).content(content).start(server, provider);
    runs.add(new Run(framework, content, FIRST + 10 * runs.size(), process));
    return this;
  }

  /** Asks them all, ends them, and looks at what they have told. */
  void assertTold() throws InterruptedException {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (Run run : runs) {
      for (int i = 0; i < AT_ONCE; i++) {
        answers.add(run.framework().ask(run.process(), run.first() + i));
      }
    }
    answers.forEach(CompletableFuture::join);
    for (Run run : runs) {
      run.process().end();
    }
    JsonNode rows = ToldConversations.rows(server);
    assertThat(rows).hasSize(answers.size());
    for (JsonNode row : rows) {
      int order = Integer.parseInt(row.path("id").asText().substring("c-".length()));
      Run run = runs.stream().filter(each -> each.isAbout(order)).findFirst().orElseThrow();
      assertTold(row, order, run);
    }
  }

  private void assertTold(JsonNode row, int order, Run run) {
    ToldConversations.assertServed(row, provider.served("order " + order));
    assertThat(row.path("user").asText()).isEqualTo("u-" + order);
    assertThat(row.path("turns").asInt()).isEqualTo(1);
    assertThat(row.path("toolCalls").asInt()).isEqualTo(1);
    String conversation = "c-" + order;
    JsonNode turn = server.get("conversation?id=" + conversation).at("/turns/0");
    run.framework().assertSteps(turn.path("steps"));
    assertThat(turn.path("traceIds")).hasSize(1);
    assertOneTree(server.get("traces/" + turn.at("/traceIds/0").asText()).path("spans"));
    if (run.content()) {
      ToldConversations.assertSaid(server, conversation, run.framework().question(order));
    } else {
      ToldConversations.assertWithheld(
          server, conversation, "my refund", "desk lamp", "Refunds are", "payment_method");
    }
  }

  /** All is inside of one span, whoever is said to be around that. */
  private static void assertOneTree(JsonNode spans) {
    Set<String> ids = new HashSet<>(spans.findValuesAsText("spanId"));
    assertThat(spans)
        .filteredOn(span -> !ids.contains(span.path("parentSpanId").asText()))
        .hasSize(1);
  }

  @Override
  public void close() {
    runs.forEach(run -> run.process().close());
    provider.close();
    server.close();
  }
}
