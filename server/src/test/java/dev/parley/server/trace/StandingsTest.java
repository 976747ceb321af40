package dev.parley.server.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a span is within its trace, whatever order the spans came in")
final class StandingsTest {
  private final TestTrace trace = new TestTrace();

  @Test
  @DisplayName("vector 3: Vercel's legacy root repeats its steps, and the steps count")
  void vercelLegacy() {
    trace.span(Kind.AGENT).tokens(250, 50);
    trace.call(90, 20).under(1);
    trace.call(160, 30).under(1);
    assertThat(trace.roles()).containsExactly("AGGREGATE", "OWN*", "OWN*");
  }

  @Test
  @DisplayName("vector 3: of Vercel's three levels only the chats count")
  void vercelThreeLevels() {
    trace.span(Kind.AGENT).tokens(250, 50);
    trace.span(Kind.STEP).under(1).tokens(90, 20);
    trace.call(90, 20).under(2);
    trace.span(Kind.STEP).under(1).tokens(160, 30);
    trace.call(160, 30).under(4);
    assertThat(trace.roles())
        .containsExactly("AGGREGATE", "AGGREGATE", "OWN*", "AGGREGATE", "OWN*");
  }

  @Test
  @DisplayName("vector 4: Strands over botocore is one call, seen by two")
  void strands() {
    trace.span(Kind.AGENT).tokens(46_589, 2_128);
    trace.call(5_341, 139).under(1).content();
    trace.call(5_341, 139).under(2).client();
    assertThat(trace.roles())
        .containsExactly("AGGREGATE", "DUPLICATE of 3 fills", "OWN* seen by 2");
  }

  @Test
  @DisplayName("vector 5: an agent with no call inside counts itself")
  void agentAlone() {
    trace.span(Kind.AGENT).tokens(1000, 200);
    trace.span(Kind.TOOL_CALL).under(1).tool("read", "1");
    assertThat(trace.roles()).containsExactly("AGGREGATE*", "NONE");
  }

  @Test
  @DisplayName("vector 5: which aggregate counts is decided by subtree, not by trace")
  void aggregateBySubtree() {
    trace.span(Kind.WORKFLOW).tokens(1300, 300);
    trace.span(Kind.AGENT).under(1).tokens(1000, 200);
    trace.span(Kind.AGENT).under(1).tokens(300, 100);
    trace.call(300, 100).under(3);
    assertThat(trace.roles()).containsExactly("AGGREGATE", "AGGREGATE*", "AGGREGATE", "OWN*");
  }

  @Test
  @DisplayName("an agent whose calls don't say what they used counts for them")
  void silentCalls() {
    trace.span(Kind.AGENT).tokens(1000, 200);
    trace.span(Kind.MODEL_CALL).under(1).model("gpt-4o");
    assertThat(trace.roles()).containsExactly("AGGREGATE*", "OWN*");
  }

  @Test
  @DisplayName("vector 6: LangChain over the OpenAI client is one call by its response")
  void langChain() {
    trace.call(100, 20).response("resp_1").content();
    trace.span(Kind.HTTP).under(1).client();
    trace.call(100, 20).under(2).client().response("resp_1").model("gpt-4o-2024-08-06").content();
    assertThat(trace.roles()).containsExactly("DUPLICATE of 3", "NONE", "OWN* seen by 2");
  }

  @Test
  @DisplayName("vector 7: calls with a tool or an agent between them are two")
  void subAgent() {
    trace.span(Kind.AGENT);
    trace.call(10, 1).under(1);
    trace.span(Kind.TOOL_CALL).under(2).tool("ask", "1");
    trace.span(Kind.AGENT).under(3);
    trace.call(10, 1).under(4);
    assertThat(trace.roles()).containsExactly("NONE", "OWN*", "NONE", "NONE", "OWN*");
  }

  @Test
  @DisplayName("three views of one call count once, and the innermost knows")
  void threeViews() {
    trace.span(Kind.MODEL_CALL).mark(Mark.WRAPPER);
    trace.call(10, 1).under(1).content();
    trace.call(10, 1).under(2).client();
    assertThat(trace.roles())
        .containsExactly("DUPLICATE of 3", "DUPLICATE of 3 fills", "OWN* seen by 3");
  }

  @Test
  @DisplayName("attempts that say nothing are views of the call around them")
  void attempts() {
    trace.call(10, 1).content();
    trace.span(Kind.MODEL_CALL).under(1);
    trace.span(Kind.MODEL_CALL).under(1);
    assertThat(trace.roles()).containsExactly("OWN* seen by 3", "DUPLICATE of 1", "DUPLICATE of 1");
  }

  @Test
  @DisplayName("a failed attempt and the one that worked: the outer span is the latter")
  void retries() {
    trace.call(10, 1);
    trace.span(Kind.MODEL_CALL).under(1).client().at(2, 1);
    trace.call(10, 1).under(1).client().at(4, 1);
    assertThat(trace.roles()).containsExactly("DUPLICATE of 3", "OWN*", "OWN* seen by 2");
  }

  @Test
  @DisplayName("a model span over several calls that make up its sum is an aggregate")
  void sum() {
    trace.call(100, 20);
    trace.call(60, 10).under(1);
    trace.call(40, 10).under(1);
    assertThat(trace.roles()).containsExactly("AGGREGATE", "OWN*", "OWN*");
  }

  @Test
  @DisplayName("an embedding of hundreds of batches that tells their sum is an aggregate")
  void sumOfHundreds() {
    trace.span(Kind.EMBEDDING).tokens(3_000, 0);
    for (int i = 0; i < 300; i++) {
      trace.span(Kind.EMBEDDING).under(1).tokens(10, 0).client();
    }
    assertThat(trace.roles().get(0)).isEqualTo("AGGREGATE");
    assertThat(trace.roles().subList(1, 301)).containsOnly("OWN*");
  }

  @Test
  @DisplayName("another model, another kind or another time is another call")
  void others() {
    trace.call(100, 20).at(1, 10);
    trace.call(100, 20).under(1).model("claude-sonnet-4").at(2, 1);
    trace.span(Kind.EMBEDDING).under(1).tokens(100, 20).at(3, 1);
    trace.call(100, 20).under(1).at(30, 1);
    assertThat(trace.roles()).containsExactly("OWN*", "OWN*", "OWN*", "OWN*");
  }

  @Test
  @DisplayName("names of one model are the same model")
  void modelNames() {
    trace.call(100, 20).model("us.anthropic.claude-sonnet-4-20250514-v1:0");
    trace.call(100, 20).under(1).model("claude-sonnet-4");
    trace.call(7, 7).model("azure-deployment").answeredBy("gpt-4o-mini");
    trace.call(7, 7).under(3).model("gpt-4o-mini");
    assertThat(trace.roles())
        .containsExactly("DUPLICATE of 2", "OWN* seen by 2", "DUPLICATE of 4", "OWN* seen by 2");
  }

  @Test
  @DisplayName("a wrapper without its call counts only if it says what was used")
  void wrappers() {
    trace.span(Kind.MODEL_CALL).mark(Mark.WRAPPER);
    trace.call(5, 5).mark(Mark.WRAPPER);
    assertThat(trace.roles()).containsExactly("DUPLICATE", "OWN*");
  }

  @Test
  @DisplayName("what another signal counts is counted no more, nor by an aggregate around it")
  void superseded() {
    trace.span(Kind.AGENT).tokens(5, 5);
    trace.call(5, 5).under(1).mark(Mark.SUPERSEDED);
    trace.span(Kind.MODEL_CALL).mark(Mark.UNCOUNTED).tokens(3, 3);
    assertThat(trace.roles()).containsExactly("AGGREGATE", "DUPLICATE", "NONE");
  }

  @Test
  @DisplayName("two instrumentations side by side that name the same response")
  void siblings() {
    trace.span(Kind.STEP);
    trace.call(5, 5).under(1).at(2, 10).response("r");
    trace.call(5, 5).under(1).at(3, 8).client().response("r");
    trace.call(5, 5).under(1).at(30, 8).client().response("r");
    assertThat(trace.roles()).containsExactly("NONE", "DUPLICATE of 3", "OWN* seen by 2", "OWN*");
  }

  @Test
  @DisplayName("a tool's run seen by framework, MCP client and MCP server is one run")
  void tools() {
    trace.span(Kind.TOOL_CALL).tool("search", "call_1");
    trace.span(Kind.TOOL_CALL).under(1).client().tool("search", null);
    trace.span(Kind.TOOL_CALL).under(2).server().tool("search", null);
    trace.span(Kind.TOOL_CALL).under(1).tool("search", "call_2");
    assertThat(trace.roles())
        .containsExactly("NONE seen by 3", "DUPLICATE of 1", "DUPLICATE of 1", "NONE");
  }

  @Test
  @DisplayName("a span whose parent is missing is a root until the parent comes")
  void missingParent() {
    trace.span(Kind.HTTP);
    trace.call(10, 1).under(9);
    trace.call(10, 1).under(2).client();
    trace.span(Kind.AGENT).tokens(10, 1).under(77);
    assertThat(trace.roles())
        .containsExactly("NONE", "DUPLICATE of 3", "OWN* seen by 2", "AGGREGATE*");
  }

  @Test
  @DisplayName("spans that are each other's parents are judged too")
  void circle() {
    trace.call(10, 1).under(2);
    trace.call(10, 1).under(1).client();
    trace.call(3, 3).under(3);
    assertThat(trace.roles()).containsExactly("DUPLICATE of 2", "OWN* seen by 2", "OWN*");
  }

  @Test
  @DisplayName("vector 12: one id anywhere in the trace reaches every span of it")
  void oneId() {
    trace.span(Kind.HTTP).conversation("c").user("u");
    trace.call(1, 1).under(1);
    trace.span(Kind.TOOL_CALL).under(99);
    Map<Long, Standing> standings = trace.judge();
    assertThat(standings.values()).allSatisfy(s -> assertThat(s.conversationId()).isEqualTo("c"));
    assertThat(standings.values()).allSatisfy(s -> assertThat(s.userId()).isEqualTo("u"));
    assertThat(List.of(1L, 2L, 3L))
        .extracting(id -> standings.get(id).conversationSource())
        .containsExactly(Source.OWN, Source.ANCESTOR, Source.TRACE);
  }

  @Test
  @DisplayName("vector 12: an id on a leaf reaches the root; two ids are not guessed between")
  void twoIds() {
    trace.span(Kind.WORKFLOW);
    trace.span(Kind.STEP).under(1);
    trace.call(1, 1).under(2).conversation("a");
    trace.span(Kind.TOOL_CALL).under(2);
    trace.span(Kind.STEP).under(1).conversation("b");
    trace.call(1, 1).under(5);
    trace.span(Kind.STEP).under(1);
    Map<Long, Standing> standings = trace.judge();
    List<String> found = new ArrayList<>();
    for (long id = 1; id <= 7; id++) {
      found.add(standings.get(id).conversationId() + " " + standings.get(id).conversationSource());
    }
    assertThat(found)
        .containsExactly(
            "null null", "a DESCENDANT", "a OWN", "a TRACE", "b OWN", "b ANCESTOR", "null null");
  }

  @Test
  @DisplayName("an agent's id and name stay together")
  void agents() {
    trace.span(Kind.AGENT).agent("1", "triage");
    trace.call(1, 1).under(1);
    trace.span(Kind.AGENT).under(1).agent(null, "refund");
    trace.call(1, 1).under(3);
    Map<Long, Standing> standings = trace.judge();
    assertThat(List.of(2L, 4L))
        .extracting(id -> standings.get(id).agentId() + " " + standings.get(id).agentName())
        .containsExactly("1 triage", "null refund");
  }

  @Test
  @DisplayName("a deep and a wide trace of thousands are judged without a stack or a square")
  void large() {
    for (int i = 0; i < 20_000; i++) {
      trace.call(i, 1).under(i);
    }
    assertThat(Standings.of(trace.facts())).hasSize(20_000);
    TestTrace wide = new TestTrace();
    wide.call(1, 1);
    for (int i = 0; i < 50_000; i++) {
      wide.call(5, 5).under(1).response("same").client();
    }
    assertThat(Standings.of(wide.facts())).hasSize(50_001);
  }

  @Test
  @DisplayName("a span alone is what it is in a trace of nothing else, whatever it tells")
  void alone() {
    List<Mark> marks = new ArrayList<>(List.of(Mark.values()));
    marks.add(null);
    for (Kind kind : Kind.values()) {
      for (Mark mark : marks) {
        for (int tells = 0; tells < 16; tells++) {
          String id = (tells & 4) == 0 ? null : "id";
          SpanFacts span =
              new SpanFacts(
                  7,
                  (tells & 8) == 0 ? 0 : 7,
                  1,
                  1,
                  kind,
                  OtelKind.CLIENT,
                  "scope",
                  mark,
                  id,
                  id,
                  id,
                  (tells & 1) == 0 ? null : new SpanFacts.Tokens(1, 2, 3),
                  (tells & 2) != 0,
                  (tells & 1) != 0,
                  id,
                  id,
                  id,
                  id,
                  null,
                  id);
          assertThat(Standings.alone(span))
              .as("%s", span)
              .isEqualTo(Standings.of(List.of(span)).get(7L));
        }
      }
    }
  }
}
