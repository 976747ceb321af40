package dev.parley.examples.e2e;

import java.util.concurrent.CompletableFuture;

/** Somebody's talk with the help desk in Spring Boot 3: order 4711 is talked about in c-4711. */
record DeskChat(ApplicationProcess desk) {

  /** The answer to a question that is looked up in the handbook. */
  CompletableFuture<String> ask(int order) {
    return desk.post("/ask", question(order), "X-Thread", "c-" + order, "X-User", "u-" + order);
  }

  static String question(int order) {
    return "Where is my refund for order " + order + "?";
  }
}
