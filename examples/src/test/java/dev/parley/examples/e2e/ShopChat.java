package dev.parley.examples.e2e;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Somebody's talk with a shop of the examples, which all serve the same chat: {@code POST
 * /chat?conversation=ID}, or {@code /chat/stream} for an answer piece by piece. The conversation
 * about order 4711 is {@code c-4711}.
 *
 * @param named whether each request names its user, who is {@code u-4711} then
 */
record ShopChat(ApplicationProcess shop, boolean named) {
  /** It is answered by way of the handbook and a tool. */
  static String question(int order) {
    return "Hi, I returned my desk lamp two weeks ago (order "
        + order
        + ") and I still haven't seen the refund. What is going on?";
  }

  /** The answer to the question. */
  CompletableFuture<String> ask(int order) {
    return ask("/chat", order, question(order));
  }

  /** The answer of one path to a text. */
  CompletableFuture<String> ask(String path, int order, String text) {
    String asked = path + "?conversation=c-" + order;
    return named ? shop.post(asked, text, "X-User", "u-" + order) : shop.post(asked, text);
  }

  /** Asks for so many orders after the first at once, of every other one piece by piece. */
  void askAtOnce(int first, int conversations) {
    IntStream.rangeClosed(1, conversations)
        .mapToObj(i -> ask(i % 2 == 0 ? "/chat" : "/chat/stream", first + i, question(first + i)))
        .toList()
        .forEach(CompletableFuture::join);
  }
}
