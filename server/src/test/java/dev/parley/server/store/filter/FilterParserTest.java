package dev.parley.server.store.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.store.filter.Filter.And;
import dev.parley.server.store.filter.Filter.Compare;
import dev.parley.server.store.filter.Filter.Comparison;
import dev.parley.server.store.filter.Filter.Exists;
import dev.parley.server.store.filter.Filter.Not;
import dev.parley.server.store.filter.Filter.Or;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterParserTest {
  private static Filter exists(KnownField field) {
    return new Exists(new Field.Known(field));
  }

  @Test
  @DisplayName("or binds weaker than and, and weaker than not; parentheses bind")
  void precedence() {
    assertThat(FilterParser.ofSpans("error or tool and not user"))
        .isEqualTo(
            new Or(
                List.of(
                    exists(KnownField.ERROR),
                    new And(List.of(exists(KnownField.TOOL), new Not(exists(KnownField.USER)))))));
    assertThat(FilterParser.ofSpans("(error OR tool) AND user exists"))
        .isEqualTo(
            new And(
                List.of(
                    new Or(List.of(exists(KnownField.ERROR), exists(KnownField.TOOL))),
                    exists(KnownField.USER))));
  }

  @Test
  @DisplayName("values: words, quotes with escapes, money, durations in nanoseconds, lists")
  void values() {
    assertThat(((Compare) FilterParser.ofSpans("model=gpt-4o")).values().get(0).text())
        .isEqualTo("gpt-4o");
    assertThat(
            ((Compare) FilterParser.ofSpans("name = \"a \\\"b\\\" (c)\"")).values().get(0).text())
        .isEqualTo("a \"b\" (c)");
    assertThat(((Compare) FilterParser.ofSpans("cost > $0.05")).values().get(0).number())
        .isEqualByComparingTo("0.05");
    assertThat(((Compare) FilterParser.ofSpans("duration >= 1.5s")).values().get(0).number())
        .isEqualByComparingTo("1500000000");
    assertThat(((Compare) FilterParser.ofSpans("duration < 250")).values().get(0).number())
        .isEqualByComparingTo("250000000");
    Compare in = (Compare) FilterParser.ofSpans("model in (a, 'b c')");
    assertThat(in.comparison()).isEqualTo(Comparison.EQUAL);
    assertThat(in.values()).extracting(Value::text).containsExactly("a", "b c");
    assertThat(FilterParser.ofSpans("model != a"))
        .isEqualTo(new Not(FilterParser.ofSpans("model = a")));
  }

  @Test
  @DisplayName("attributes are named by their key: with a dot as it is, else in quotes")
  void attributes() {
    assertThat(FilterParser.ofSpans("custom.customer_id"))
        .isEqualTo(new Exists(new Field.Attribute("custom.customer_id")));
    assertThat(FilterParser.ofSpans("\"model\""))
        .isEqualTo(new Exists(new Field.Attribute("model")));
    assertThat(FilterParser.ofSpans("\"agent.name\""))
        .isEqualTo(new Exists(new Field.Attribute("agent.name")));
    assertThat(FilterParser.ofSpans("metadata.plan"))
        .isEqualTo(new Exists(new Field.Metadata("plan")));
    assertThat(FilterParser.ofSpans("score.helpfulness"))
        .isEqualTo(new Exists(new Field.Score("helpfulness")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "modell = a | at character 1: field \"modell\" (expected: model, or",
        "model = | at character 8: the end (expected: a value",
        "model == a | at character 8: \"=\" (expected: a value",
        "model ~~ a | at character 7: \"~~\" (expected: =, !=",
        "(error | at character 7: the end (expected: and, or, or ))",
        "error) | at character 6: \")\" (expected: and, or, or the end)",
        "error and | at character 10: the end (expected: a field's name",
        "cost > cheap | at character 8: \"cheap\" (expected: US dollars",
        "duration > 2y | at character 12: \"2y\" (expected: a duration",
        "model > 5 | at character 7: \">\" (expected: =, !=, contains",
        "tokens contains 5 | at character 8: \"contains\" (expected: =, !=, >",
        "name = \"abc | at character 8: a quote that never ends",
        "model in a | at character 10: \"a\" (expected: ( and values",
        "model in (a b) | at character 13: \"b\" (expected: , or ))",
        "turns > 2 | at character 1: \"turns\", which conversations and workflows have",
        "tokens.total > 5 | at character 1: field \"tokens.total\" (expected: tokens,"
            + " tokens.input,",
        "agent.name = a | at character 1: field \"agent.name\" (expected: agent, agent.id, or an"
            + " attribute's key in",
        "custom.x > many | at character 12: \"many\" (expected: a number)",
      })
  @DisplayName("an error says where, what is there and what was expected")
  void errors(String filter, String message) {
    assertThatThrownBy(() -> FilterParser.ofSpans(filter))
        .isInstanceOf(FilterException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  @DisplayName("length, depth and the number of conditions are limited")
  void limits() {
    assertThatThrownBy(() -> FilterParser.ofSpans("name = " + "x".repeat(2_000)))
        .hasMessageContaining("at most 2000");
    assertThatThrownBy(() -> FilterParser.ofSpans("(".repeat(900) + "error" + ")".repeat(900)))
        .hasMessageContaining("at most 20 levels");
    assertThatThrownBy(() -> FilterParser.ofSpans("not ".repeat(400) + "error"))
        .hasMessageContaining("at most 20 levels");
    assertThatThrownBy(() -> FilterParser.ofSpans("error or ".repeat(50) + "error"))
        .hasMessageContaining("at most 30 conditions");
  }

  @Test
  @DisplayName("any text is a filter or a FilterException, never another fault")
  void anyText() {
    String[] pieces = {
      "model",
      "=",
      "(",
      ")",
      "and",
      "or",
      "not",
      "\"",
      "'",
      "\\",
      ",",
      "!",
      ">",
      "any",
      "in",
      "1",
      "$",
      ".",
      "score.",
      "metadata.",
      "exists",
      "\u0000",
      "\ud800",
      " "
    };
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
      }
      try {
        FilterParser.ofGathered(text.toString());
      } catch (FilterException e) {
        assertThat(e.position()).isBetween(1, text.length() + 1);
      }
    }
  }

  @Test
  @DisplayName("groupings are fields and parts of time, each once")
  void groupings() {
    assertThat(FilterParser.groupings("custom.customer_id, month"))
        .containsExactly(
            new Field.Attribute("custom.customer_id"), new Field.Time(Field.TimeUnit.MONTH));
    assertThatThrownBy(() -> FilterParser.groupings("model,model"))
        .hasMessage("at character 7: \"model\" a second time (expected: each field once)");
    assertThatThrownBy(() -> FilterParser.groupings("cost")).hasMessageContaining("at character 1");
  }
}
