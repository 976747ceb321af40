package dev.parley.server.store.filter;

import dev.parley.server.store.filter.Filter.Comparison;
import dev.parley.server.store.filter.Tokens.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads filters by recursive descent:
 *
 * <pre>
 * or        = and { "or" and }
 * and       = not { "and" not }
 * not       = "not" not | "(" or ")" | "any" "(" or ")" | condition
 * condition = field [ "exists" | ("=" | "!=" | ">" | ">=" | "<" | "<=" | "contains" | "starts-with") value
 *                   | "in" "(" value { "," value } ")" ]
 * </pre>
 */
public final class FilterParser {
  /** Longest filter, in characters. */
  public static final int LONGEST = 2_000;

  /** Deepest nesting. */
  static final int DEEPEST = 20;

  /** Most conditions: each may be a pass over all spans. */
  static final int MOST_CONDITIONS = 30;

  /** Most values of one {@code in}. */
  static final int MOST_VALUES = 200;

  private static final int MOST_GROUPINGS = 5;

  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "in", "exists", "contains", "starts-with", "any");
  private static final String OPERATORS =
      "=, !=, >, >=, <, <=, contains, starts-with, in, exists, and, or, or the end";

  private final List<Token> tokens;
  private final boolean gathered;
  private int next;
  private int conditions;
  private boolean insideOneSpan;

  private FilterParser(List<Token> tokens, boolean gathered) {
    this.tokens = tokens;
    this.gathered = gathered;
  }

  /**
   * Reads a filter of spans.
   *
   * @throws FilterException if it is none
   */
  public static Filter ofSpans(String text) {
    return parse(text, false);
  }

  /**
   * Reads a filter of conversations or workflows.
   *
   * @throws FilterException if it is none
   */
  public static Filter ofGathered(String text) {
    return parse(text, true);
  }

  /**
   * Reads what spans are grouped by: names of fields, separated by commas.
   *
   * @throws FilterException if it is no such list, or one is given twice
   */
  public static List<Field> groupings(String text) {
    checkLength(text);
    FilterParser parser = new FilterParser(Tokens.of(text), false);
    List<Field> fields = new ArrayList<>();
    Set<Field> seen = new HashSet<>();
    do {
      Token token = parser.take();
      if (token.type() == Tokens.Type.END || token.type() == Tokens.Type.SIGN) {
        throw wrong(token, "a field's name");
      }
      Field field = Fields.grouping(token);
      if (!seen.add(field)) {
        throw new FilterException(
            token.position(), token.shown() + " a second time", "each field once");
      }
      if (fields.size() == MOST_GROUPINGS) {
        throw wrong(token, "at most " + MOST_GROUPINGS + " fields");
      }
      fields.add(field);
    } while (parser.takeSign(","));
    parser.end(", or the end");
    return fields;
  }

  private static Filter parse(String text, boolean gathered) {
    checkLength(text);
    FilterParser parser = new FilterParser(Tokens.of(text), gathered);
    Filter filter = parser.or(1);
    parser.end("and, or, or the end");
    return filter;
  }

  private static void checkLength(String text) {
    if (text.length() > LONGEST) {
      throw new FilterException(LONGEST + 1, text.length() + " characters", "at most " + LONGEST);
    }
  }

  private Filter or(int depth) {
    List<Filter> parts = new ArrayList<>();
    do {
      parts.add(and(depth));
    } while (takeWord("or"));
    return parts.size() == 1 ? parts.get(0) : new Filter.Or(parts);
  }

  private Filter and(int depth) {
    List<Filter> parts = new ArrayList<>();
    do {
      parts.add(not(depth));
    } while (takeWord("and"));
    return parts.size() == 1 ? parts.get(0) : new Filter.And(parts);
  }

  private Filter not(int depth) {
    Token token = tokens.get(next);
    if (depth > DEEPEST) {
      throw wrong(token, "at most " + DEEPEST + " levels of parentheses and not");
    }
    if (takeWord("not")) {
      return new Filter.Not(not(depth + 1));
    }
    if (takeSign("(")) {
      Filter inside = or(depth + 1);
      close();
      return inside;
    }
    if (token.isWord("any") && tokens.get(next + 1).isSign("(")) {
      next += 2;
      boolean outer = insideOneSpan;
      insideOneSpan = true;
      Filter inside = or(depth + 1);
      insideOneSpan = outer;
      close();
      return new Filter.OneSpan(inside);
    }
    return condition();
  }

  private void close() {
    Token token = take();
    if (!token.isSign(")")) {
      throw wrong(token, "and, or, or )");
    }
  }

  private Filter condition() {
    Token name = take();
    if (name.type() == Tokens.Type.END || name.type() == Tokens.Type.SIGN || isKeyword(name)) {
      throw wrong(name, "a field's name, not, or (");
    }
    if (++conditions > MOST_CONDITIONS) {
      throw wrong(name, "at most " + MOST_CONDITIONS + " conditions");
    }
    Field field = Fields.named(name, gathered && !insideOneSpan);
    Token operator = tokens.get(next);
    if (operator.type() == Tokens.Type.END
        || operator.isSign(")")
        || operator.isWord("and")
        || operator.isWord("or")) {
      return new Filter.Exists(field);
    }
    next++;
    if (operator.isWord("exists")) {
      return new Filter.Exists(field);
    }
    if (operator.isWord("in")) {
      return new Filter.Compare(field, Comparison.EQUAL, list(field));
    }
    if (operator.isSign("!=")) {
      return new Filter.Not(new Filter.Compare(field, Comparison.EQUAL, List.of(value(field))));
    }
    Comparison comparison = comparison(operator);
    if (!Values.fits(field, comparison)) {
      throw wrong(
          operator,
          Values.isNumber(field)
              ? "=, !=, >, >=, <, <=, in or exists, since " + field.label() + " is a number"
              : "=, !=, contains, starts-with, in or exists, since "
                  + field.label()
                  + " is a text");
    }
    Token token = tokens.get(next);
    Value value = value(field);
    if (Values.asksForOrder(comparison) && value.number() == null) {
      throw wrong(token, "a number");
    }
    return new Filter.Compare(field, comparison, List.of(value));
  }

  private List<Value> list(Field field) {
    Token open = take();
    if (!open.isSign("(")) {
      throw wrong(open, "( and values, separated by commas");
    }
    List<Value> values = new ArrayList<>();
    do {
      if (values.size() == MOST_VALUES) {
        throw wrong(tokens.get(next), "at most " + MOST_VALUES + " values");
      }
      values.add(value(field));
    } while (takeSign(","));
    Token close = take();
    if (!close.isSign(")")) {
      throw wrong(close, ", or )");
    }
    return values;
  }

  private Value value(Field field) {
    Token token = take();
    if (token.type() == Tokens.Type.END || token.type() == Tokens.Type.SIGN || isKeyword(token)) {
      throw wrong(token, "a value, in quotes where it is more than one plain word");
    }
    return Values.read(field, token);
  }

  private static Comparison comparison(Token operator) {
    return switch (operator.type() == Tokens.Type.QUOTED
        ? ""
        : operator.text().toLowerCase(Locale.ROOT)) {
      case "=" -> Comparison.EQUAL;
      case ">" -> Comparison.GREATER;
      case ">=" -> Comparison.GREATER_OR_EQUAL;
      case "<" -> Comparison.LESS;
      case "<=" -> Comparison.LESS_OR_EQUAL;
      case "contains" -> Comparison.CONTAINS;
      case "starts-with" -> Comparison.STARTS_WITH;
      default -> throw wrong(operator, OPERATORS);
    };
  }

  private static boolean isKeyword(Token token) {
    return token.type() == Tokens.Type.WORD
        && KEYWORDS.contains(token.text().toLowerCase(Locale.ROOT));
  }

  /** The end is never passed. */
  private Token take() {
    Token token = tokens.get(next);
    if (token.type() != Tokens.Type.END) {
      next++;
    }
    return token;
  }

  private boolean takeWord(String word) {
    boolean found = tokens.get(next).isWord(word);
    next += found ? 1 : 0;
    return found;
  }

  private boolean takeSign(String sign) {
    boolean found = tokens.get(next).isSign(sign);
    next += found ? 1 : 0;
    return found;
  }

  private void end(String expected) {
    Token token = tokens.get(next);
    if (token.type() != Tokens.Type.END) {
      throw wrong(token, expected);
    }
  }

  private static FilterException wrong(Token token, String expected) {
    return new FilterException(token.position(), token.shown(), expected);
  }
}
