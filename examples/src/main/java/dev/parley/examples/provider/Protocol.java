package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How one provider's API is asked, and how it answers. Thread-safe. */
interface Protocol {

  /** Whether a path, still encoded, is one of this API's. */
  boolean serves(String path);

  /** Whether a request carries credentials; any will do. */
  boolean admits(Headers headers);

  /**
   * Answers a request.
   *
   * @param path its path, still encoded
   * @param request its body
   * @param identity what its ids are made of
   * @throws Trouble where the request can't be answered
   */
  Answer answer(String path, JsonNode request, Identity identity) throws Trouble;

  /** The API's error. */
  Answer refuse(Trouble trouble, Identity identity);

  /** A text in the pieces of a stream: a few words each. */
  static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    Matcher words = FEW_WORDS.matcher(text);
    while (words.find()) {
      pieces.add(words.group());
    }
    return pieces;
  }

  /** Three words, with the blanks behind them. */
  Pattern FEW_WORDS = Pattern.compile("(?:\\S+\\s*){1,3}|\\s+");
}
