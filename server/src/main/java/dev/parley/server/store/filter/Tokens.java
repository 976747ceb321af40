package dev.parley.server.store.filter;

import java.util.ArrayList;
import java.util.List;

/** Cuts a filter's text into words, quoted texts and signs. */
final class Tokens {
  /** What a token is. */
  enum Type {
    WORD,
    QUOTED,
    SIGN,
    END
  }

  /**
   * One token.
   *
   * @param text its value; without quotes and escapes where quoted
   * @param position of its first character, from 1
   */
  record Token(Type type, String text, int position) {
    boolean isSign(String sign) {
      return type == Type.SIGN && text.equals(sign);
    }

    boolean isWord(String word) {
      return type == Type.WORD && text.equalsIgnoreCase(word);
    }

    /** As an error shows it. */
    String shown() {
      return type == Type.END
          ? "the end"
          : "\"" + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + "\"";
    }
  }

  private static final String SIGNS = "()=<>!,";

  private final String text;
  private int at;

  private Tokens(String text) {
    this.text = text;
  }

  static List<Token> of(String text) {
    Tokens tokens = new Tokens(text);
    List<Token> found = new ArrayList<>();
    Token token;
    do {
      token = tokens.next();
      found.add(token);
    } while (token.type() != Type.END);
    return found;
  }

  private Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == text.length()) {
      return new Token(Type.END, "", start + 1);
    }
    char first = text.charAt(at);
    if (first == '"' || first == '\'') {
      return quoted(first);
    }
    if (SIGNS.indexOf(first) >= 0) {
      at++;
      if ("<>!".indexOf(first) >= 0 && at < text.length() && text.charAt(at) == '=') {
        at++;
      }
      return new Token(Type.SIGN, text.substring(start, at), start + 1);
    }
    while (at < text.length() && isPartOfWord(text.charAt(at))) {
      at++;
    }
    return new Token(Type.WORD, text.substring(start, at), start + 1);
  }

  private static boolean isPartOfWord(char c) {
    return !Character.isWhitespace(c) && SIGNS.indexOf(c) < 0 && c != '"' && c != '\'';
  }

  private Token quoted(char quote) {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return new Token(Type.QUOTED, value.toString(), start + 1);
      }
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      }
      value.append(c);
    }
    throw new FilterException(
        start + 1, "a quote that never ends", "the same quote " + quote + " after the text");
  }
}
