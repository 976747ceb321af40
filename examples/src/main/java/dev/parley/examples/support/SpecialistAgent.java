package dev.parley.examples.support;

import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets a specialist answer: it reads what the knowledge base says, then asks the model, carries out
 * the tools that the model calls, and asks again until the model answers in words.
 */
final class SpecialistAgent {

  /** A model that calls tools for longer than this is going in circles. */
  private static final int MOST_ROUNDS = 6;

  private final Parley parley;
  private final KnowledgeBase knowledge;

  SpecialistAgent(Parley parley, KnowledgeBase knowledge) {
    this.parley = parley;
    this.knowledge = knowledge;
  }

  String answer(Specialist specialist, Dialogue dialogue, String message) {
    String excerpts = retrieve(message);
    List<Said> said = dialogue.messages();
    int question = said.size();
    said.add(new Said.Question(message));
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Said.Answer answer =
          dialogue
              .team()
              .models()
              .ask(request(specialist, dialogue.team(), said, question, excerpts));
      said.add(answer);
      if (answer.calls().isEmpty()) {
        return answer.text();
      }
      said.add(
          new Said.Results(
              answer.calls().stream().map(call -> carryOut(specialist, call)).toList()));
    }
    throw new IllegalStateException(
        specialist.name() + " still called tools after " + MOST_ROUNDS + " rounds");
  }

  /** The excerpts stand right before the question: what comes earlier stays cached. */
  private static ModelRequest request(
      Specialist specialist, Team team, List<Said> said, int question, String excerpts) {
    List<Said> all = new ArrayList<>(said);
    all.add(question, new Said.Note(excerpts));
    return new ModelRequest(
        specialist.model(),
        specialist.instructions(),
        all,
        specialist.tools(),
        0.3,
        team.streams());
  }

  private String retrieve(String message) {
    return Step.chain("retrieve_articles")
        .on(parley)
        .input(message)
        .call(
            () -> {
              List<Article> found = knowledge.search(message, 3);
              Span.current()
                  .setAttribute("gen_ai.operation.name", "retrieval")
                  .setAttribute("gen_ai.data_source.id", "support-articles")
                  .setAttribute("gen_ai.retrieval.top_k", 3L)
                  .setAttribute("gen_ai.retrieval.documents", documents(found));
              StringBuilder excerpts = new StringBuilder("Excerpts from the knowledge base:\n");
              for (Article article : found) {
                excerpts.append(article.id()).append(' ').append(article.title()).append(": ");
                excerpts.append(article.text()).append('\n');
              }
              return found.isEmpty()
                  ? "The knowledge base has nothing on this."
                  : excerpts.toString();
            });
  }

  private static String documents(List<Article> found) {
    return Json.write(
        found.stream()
            .map(article -> Map.of("id", article.id(), "score", article.score()))
            .toList());
  }

  private Said.Result carryOut(Specialist specialist, Said.Call call) {
    String name = call.tool();
    Tool tool =
        specialist.tools().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException(specialist.name() + " has no tool " + name));
    String result;
    try {
      result =
          Step.tool(name)
              .on(parley)
              .input(call.arguments())
              .call(
                  () -> {
                    Span span =
                        Span.current()
                            .setAttribute("gen_ai.operation.name", "execute_tool")
                            .setAttribute("gen_ai.tool.type", "function")
                            .setAttribute("gen_ai.tool.description", tool.description())
                            .setAttribute("gen_ai.tool.call.id", call.id())
                            .setAttribute("gen_ai.tool.call.arguments", call.arguments());
                    String facts = Json.write(tool.action().apply(Json.object(call.arguments())));
                    span.setAttribute("gen_ai.tool.call.result", facts);
                    return facts;
                  });
    } catch (ShopDatabase.TimeoutException e) {
      // The model shall know, and tell the customer.
      result = Json.write(Map.of("error", "the system did not answer in time"));
    }
    return new Said.Result(call, result);
  }
}
