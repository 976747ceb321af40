package dev.parley.examples.context;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.Agent;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.CurrentContext;
import dev.parley.sdk.CustomAttributes;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.Workflow;
import java.util.List;

/** Scopes: what they put onto the spans inside, and how they nest. */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class ContextTracking {

  private ContextTracking() {}

  /** Opens every kind of scope and prints what is current inside. */
  public static void main(String[] arguments) {
    try (Parley parley = ExampleTelemetry.start("context-tracking")) {
      ragPipeline("How do refunds work?");
      supportSession();
      tenants();
      workOfNobody();
    }
  }

  /** A workflow: each of its steps carries its id and type, and what it has cost so far. */
  static String ragPipeline(String question) {
    return Workflow.of("rag_pipeline")
        .type("retrieval")
        .call(
            () -> {
              String query = Step.chain("expand_query").call(() -> question + " policy");
              List<String> found = Step.tool("vector_search").call(() -> search(query));
              List<String> best = Step.chain("rerank").call(() -> found.subList(0, 1));
              return Step.llm("generate").call(() -> "According to " + best.get(0));
            });
  }

  /** A workflow inside of a conversation; what comes after it belongs to the conversation only. */
  static void supportSession() {
    try (ContextScope session =
        Conversation.of("user_session_789").user("user_789").attribute("channel", "web").open()) {
      try (ContextScope workflow = Workflow.of("product_search").type("search").open()) {
        Step.tool("search_products").run(() -> System.out.println(CurrentContext.asMap()));
        Step.chain("rank_results").run(() -> {});
      }
      Agent.of("closer")
          .id("agent-7")
          .version("2")
          .run(() -> Step.llm("follow_up").run(() -> System.out.println(CurrentContext.asMap())));
    }
  }

  /** Attributes of your own, on every span inside: {@code custom.tenant}, {@code custom.plan}. */
  static void tenants() {
    CustomAttributes.of("tenant", "acme")
        .and("plan", "gold")
        .run(() -> Step.chain("nightly_report").run(() -> {}));
  }

  /** Work that is nobody's, in the midst of a conversation. */
  static void workOfNobody() {
    try (ContextScope conversation = Conversation.of("session_1").open();
        ContextScope nothing = CurrentContext.clear()) {
      Step.chain("housekeeping").run(() -> System.out.println(CurrentContext.asMap()));
    }
  }

  private static List<String> search(String query) {
    return List.of("the handbook on " + query, "the FAQ");
  }
}
