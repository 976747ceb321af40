package dev.parley.server.query;

import static dev.parley.server.query.TestSpan.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.PriceBook;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Message;
import dev.parley.server.query.ApprovalView.Decision;
import dev.parley.server.query.ConversationFlow.StepView;
import dev.parley.server.query.ConversationFlow.Turn;
import dev.parley.server.store.Scope;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What became of a conversation's tools")
class ToolUsesTest {
  private static final long T = 1_772_359_200_000L;

  @TempDir Path folder;
  private TestStore store;

  @BeforeEach
  void open() {
    store = new TestStore(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ConversationFlow flow() {
    ConversationFlow flow = store.queries(PriceBook.empty()).conversation("c", Scope.ALL);
    assertThat(flow).isNotNull();
    return flow;
  }

  private static TestSpan tool(int trace, int id, String name, String arguments) {
    return TestSpan.of(Kind.TOOL_CALL, trace, id, T + id)
        .conversation("c")
        .tool(name, null, arguments, "\"done\"");
  }

  /** Content that is long enough to be stored apart from its span. */
  private static String definitions(String... names) {
    StringBuilder json = new StringBuilder("[");
    for (String name : names) {
      json.append(json.length() == 1 ? "" : ",")
          .append("{\\\"type\\\":\\\"function\\\",\\\"name\\\":\\\"")
          .append(name)
          .append("\\\",\\\"description\\\":\\\"")
          .append("x".repeat(300))
          .append("\\\"}");
    }
    return "{\"gen_ai.tool.definitions\":\"" + json + "]\"}";
  }

  @Test
  @DisplayName("tools are offered, run, fail, are approved or refused; the turns add up")
  void uses() {
    store.save(
        call(1, 1, T).conversation("c").turn(1).attributes(definitions("search", "refund", "mail")),
        tool(1, 2, "search", "{\"q\":\"a\"}").under(1).turn(1),
        tool(1, 3, "search", "{\"q\":\"b\"}").under(1).turn(1).fails("timeout", null),
        tool(1, 4, "refund", "{\"order\":88}")
            .under(1)
            .turn(1)
            .attributes(
                "{\"parley.tool.approval\":\"approved\",\"parley.tool.approval.by\":\"alice\","
                    + "\"parley.tool.approval.wait_ms\":1500.5}"));
    store.save(
        call(2, 1, T + 100).conversation("c").turn(2),
        tool(2, 2, "refund", "{\"order\":89}")
            .under(1)
            .turn(2)
            .fails("refused", null)
            .attributes(
                "{\"parley.tool.approval\":\"refused\",\"parley.tool.approval.by\":\"bob\","
                    + "\"parley.tool.approval.reason\":\"too much\"}"));
    ConversationFlow flow = flow();
    assertThat(flow.turns().get(0).tools())
        .containsExactly(
            new ToolUse("mail", true, 0, 0, 0, 0, 0, 0),
            new ToolUse("refund", true, 0, 1, 0, 1, 0, 1),
            new ToolUse("search", true, 0, 2, 1, 0, 0, 1));
    assertThat(flow.turns().get(1).tools())
        .containsExactly(new ToolUse("refund", false, 0, 0, 0, 0, 1, 1));
    assertThat(flow.tools()).contains(new ToolUse("refund", true, 0, 1, 0, 1, 1, 1)).hasSize(3);
    assertThat(approvals(flow.turns().get(0)))
        .containsExactly(new ApprovalView(Decision.APPROVED, "alice", null, null, 1500.5));
    assertThat(approvals(flow.turns().get(1)))
        .containsExactly(new ApprovalView(Decision.REFUSED, "bob", null, "too much", null));
  }

  private static List<ApprovalView> approvals(Turn turn) {
    return turn.steps().stream().map(StepView::approval).filter(each -> each != null).toList();
  }

  @Test
  @DisplayName("the same tool with the same arguments is a loop, whatever their order")
  void loops() {
    store.save(
        call(1, 1, T).conversation("c").turn(1),
        tool(1, 2, "search", "{\"q\":\"a\",\"n\":1}").under(1).turn(1),
        tool(1, 3, "search", "{\"q\":\"b\",\"n\":1}").under(1).turn(1),
        tool(1, 4, "search", "{\"n\":1,\"q\":\"a\"}").under(1).turn(1),
        tool(1, 5, "search", "{\"n\":1, \"q\":\"a\"}").under(1).turn(1));
    Turn turn = flow().turns().get(0);
    assertThat(turn.tools()).containsExactly(new ToolUse("search", false, 0, 4, 0, 0, 0, 3));
    assertThat(turn.steps()).extracting(StepView::repetition).containsExactly(null, 1, 1, 2, 3);
  }

  @Test
  @DisplayName("a decision beside the run, as coding agents report it, is one on the run")
  void decisionsBeside() {
    store.save(
        call(1, 1, T).conversation("c").turn(1),
        tool(1, 2, "shell", "{\"command\":\"ls\"}").under(1).turn(1),
        TestSpan.of(Kind.STEP, 1, 3, T + 3)
            .conversation("c")
            .turn(1)
            .under(2)
            .attributes(
                "{\"parley.tool.approval\":\"approved\",\"parley.tool.approval.by\":\"config\"}"));
    Turn turn = flow().turns().get(0);
    assertThat(turn.tools()).containsExactly(new ToolUse("shell", false, 0, 1, 0, 1, 0, 1));
    assertThat(turn.steps())
        .extracting(step -> step.approval() == null ? null : step.kind())
        .containsExactly(null, Kind.TOOL_CALL, null);
  }

  @Test
  @DisplayName("without spans of tools, what the model asked for tells of uses and loops")
  void askedOnly() {
    store.save(
        call(1, 1, T)
            .conversation("c")
            .turn(1)
            .attributes(
                "{\"llm.tools.0.tool.json_schema\":\"{\\\"type\\\":\\\"function\\\",\\\"function\\\":"
                    + "{\\\"name\\\":\\\"search\\\"}}\",\"gen_ai.request.tools.0.function.name\":"
                    + "\"mail\",\"llm.request.functions.1.name\":\"pay\"}")
            .says(
                List.of(TestSpan.message("user", "find it")),
                asks("1", "search", "{\"q\":1}"),
                asks("2", "search", "{\"q\":1}")));
    assertThat(flow().turns().get(0).tools())
        .containsExactly(
            new ToolUse("mail", true, 0, 0, 0, 0, 0, 0),
            new ToolUse("pay", true, 0, 0, 0, 0, 0, 0),
            new ToolUse("search", true, 2, 0, 0, 0, 0, 2));
  }

  private static Message asks(String id, String tool, String arguments) {
    return new Message(
        "{\"parts\":[{\"arguments\":"
            + arguments
            + ",\"id\":\""
            + id
            + "\",\"name\":\""
            + tool
            + "\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}");
  }
}
