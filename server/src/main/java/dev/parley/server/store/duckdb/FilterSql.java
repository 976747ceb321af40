package dev.parley.server.store.duckdb;

import dev.parley.server.store.Scope;
import dev.parley.server.store.Selection;
import dev.parley.server.store.filter.Field;
import dev.parley.server.store.filter.Filter;
import dev.parley.server.store.filter.Filter.Comparison;
import dev.parley.server.store.filter.KnownField;
import dev.parley.server.store.filter.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compiles a filter to a condition. Whatever the user wrote is a parameter of it.
 *
 * <p>Of spans, each part of the filter becomes a condition on the columns of {@code spans}. Of
 * conversations and workflows, each part says by itself which of them it holds for: those with a
 * span that fulfils it, or those whose own figure does.
 */
final class FilterSql {
  /**
   * What spans are gathered to.
   *
   * @param key the column of {@code spans} that names it
   * @param id the column of the rows that are filtered
   * @param figures the columns of those rows, by field
   */
  record Gathering(String key, String id, Map<KnownField, String> figures) {}

  /** A DOUBLE would take two long identifiers for one. */
  private static final String EXACT_NUMBER = "try_cast(v AS DECIMAL(38, 18))";

  private final Selection selection;
  private final Scope scope;

  private FilterSql(Selection selection, Scope scope) {
    this.selection = selection;
    this.scope = scope;
  }

  /**
   * The condition on {@code spans}.
   *
   * @param scope of the spans, without a selection
   */
  static Sql ofSpans(Selection selection, Scope scope) {
    return new FilterSql(selection, scope).spans(selection.filter());
  }

  /** The condition on rows that spans are gathered to. */
  static Sql ofGathered(Selection selection, Scope scope, Gathering gathering) {
    return new FilterSql(selection, scope).gathered(selection.filter(), gathering);
  }

  private Sql spans(Filter filter) {
    if (filter instanceof Filter.And and) {
      return joined(and.parts().stream().map(this::spans).toList(), "AND");
    }
    if (filter instanceof Filter.Or or) {
      return joined(or.parts().stream().map(this::spans).toList(), "OR");
    }
    if (filter instanceof Filter.Not not) {
      return not(spans(not.part()));
    }
    if (filter instanceof Filter.OneSpan span) {
      return spans(span.part());
    }
    if (filter instanceof Filter.Exists exists) {
      return exists(exists.field());
    }
    return compare((Filter.Compare) filter);
  }

  private Sql gathered(Filter filter, Gathering to) {
    if (filter instanceof Filter.And and) {
      return joined(and.parts().stream().map(part -> gathered(part, to)).toList(), "AND");
    }
    if (filter instanceof Filter.Or or) {
      return joined(or.parts().stream().map(part -> gathered(part, to)).toList(), "OR");
    }
    if (filter instanceof Filter.Not not) {
      return not(gathered(not.part(), to));
    }
    Field field =
        filter instanceof Filter.Exists exists
            ? exists.field()
            : filter instanceof Filter.Compare compare ? compare.field() : null;
    KnownField known = field == null ? null : field.known();
    if (known == KnownField.COST) {
      return new Sql(to.id() + " IN (SELECT " + to.key() + " FROM (")
          .append(costs())
          .add(") GROUP BY 1 HAVING")
          .append(decided("sum(cost)", filter))
          .add(")");
    }
    String figure = known == null ? null : to.figures().get(known);
    if (figure != null) {
      return decided(figure, filter);
    }
    Sql bySpans =
        new Sql(to.id() + " IN (SELECT " + to.key() + " FROM spans")
            .where(scope)
            .add("AND")
            .append(spans(filter))
            .add(")");
    if (field instanceof Field.Score score && to.key().equals("conversation_id")) {
      Sql condition = filter instanceof Filter.Compare compare ? score(compare) : new Sql("true");
      return new Sql("(")
          .append(bySpans)
          .add("OR")
          .append(ScoreSql.onConversation(to.id(), score.name(), condition))
          .add(")");
    }
    return bySpans;
  }

  private static Sql decided(String column, Filter filter) {
    return filter instanceof Filter.Compare compare
        ? numbers(column, compare)
        : new Sql(column + " IS NOT NULL");
  }

  private static Sql joined(List<Sql> parts, String word) {
    Sql sql = new Sql("(");
    for (int i = 0; i < parts.size(); i++) {
      sql.add(i == 0 ? "" : word).append(parts.get(i));
    }
    return sql.add(")");
  }

  /** What is neither true nor false for SQL is false for a filter. */
  private static Sql not(Sql sql) {
    return new Sql("NOT coalesce(").append(sql).add(", false)");
  }

  private Sql exists(Field field) {
    KnownField known = field.known();
    if (field instanceof Field.Score score) {
      return ScoreSql.onSpan(score.name(), new Sql("true"));
    }
    if (known == null || known == KnownField.CATEGORY) {
      return withValue(field, new Sql("true"));
    }
    if (known == KnownField.COST) {
      return costing(new Sql("cost IS NOT NULL"));
    }
    return new Sql(
        known.type() == KnownField.Type.TEXTS
            ? "len(" + column(known) + ") > 0"
            : column(known) + " IS NOT NULL");
  }

  private Sql compare(Filter.Compare compare) {
    Field field = compare.field();
    KnownField known = field.known();
    if (field instanceof Field.Score score) {
      return ScoreSql.onSpan(score.name(), score(compare));
    }
    if (known == null) {
      return withValue(field, attribute(compare));
    }
    if (known == KnownField.CATEGORY) {
      return withValue(field, texts("v", compare));
    }
    return switch (known.type()) {
      case TEXT -> texts(column(known), compare);
      case TEXTS -> anyText(column(known), compare);
      case NUMBER, DURATION -> numbers(column(known), compare);
      case MONEY -> costing(numbers("cost", compare));
    };
  }

  private Sql costs() {
    if (selection.costs() == null) {
      throw new IllegalArgumentException("selection: asks for a cost, without costs");
    }
    return CostSql.calls(scope, selection.costs());
  }

  private Sql costing(Sql condition) {
    return new Sql("(trace_id, span_id) IN (SELECT trace_id, span_id FROM (")
        .append(costs())
        .add(") WHERE")
        .append(condition)
        .add(")");
  }

  private Sql withValue(Field field, Sql condition) {
    return new Sql("(trace_id, span_id) IN (SELECT t, s FROM (")
        .append(SpanValuesSql.of(field, scope))
        .add(") WHERE")
        .append(condition)
        .add(")");
  }

  /** A column with one text. */
  private static Sql texts(String column, Filter.Compare compare) {
    return switch (compare.comparison()) {
      case EQUAL -> equal(column, compare.values());
      case CONTAINS ->
          new Sql("contains(lower(" + column + "), ?)", lowerCase(compare.values().get(0)));
      case STARTS_WITH ->
          new Sql("starts_with(lower(" + column + "), ?)", lowerCase(compare.values().get(0)));
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> throw unordered(compare);
    };
  }

  /** A column with a list of texts. */
  private static Sql anyText(String column, Filter.Compare compare) {
    return new Sql("(SELECT coalesce(bool_or(")
        .append(texts("one", compare))
        .add("), false) FROM (SELECT unnest(" + column + ") AS one))");
  }

  private static Sql numbers(String column, Filter.Compare compare) {
    if (compare.comparison() == Comparison.EQUAL) {
      return numbers(column, compare.values());
    }
    return new Sql(column + sign(compare.comparison()) + number(compare.values().get(0)));
  }

  private static Sql numbers(String column, List<Value> values) {
    Sql sql = new Sql(column + " IN (");
    String comma = "";
    for (Value value : values) {
      sql.add(comma + number(value));
      comma = ", ";
    }
    return sql.add(")");
  }

  /** An identifier such as 007 is not the number 7. */
  private static boolean comparesAsNumber(Value value) {
    return value.number() != null && !value.text().matches("-?0\\d.*");
  }

  /** A value of an attribute, {@code v}: a text, a number, or the JSON of several of them. */
  private static Sql attribute(Filter.Compare compare) {
    Value first = compare.values().get(0);
    return switch (compare.comparison()) {
      case EQUAL -> {
        Sql sql = new Sql("(NOT " + SpanValuesSql.isLong("v") + " AND (");
        sql.append(equal("v", compare.values()));
        List<Value> numbers =
            compare.values().stream().filter(FilterSql::comparesAsNumber).toList();
        if (!numbers.isEmpty()) {
          sql.add("OR NOT regexp_matches(v, '^-?0[0-9]') AND");
          sql.append(numbers(EXACT_NUMBER, numbers));
        }
        sql.add(") OR starts_with(v, '[') AND list_has_any(try_cast(try_cast(v AS JSON) AS");
        sql.add("VARCHAR[]), [");
        String comma = "";
        for (Value value : compare.values()) {
          sql.add(comma + "?::VARCHAR", value.text());
          comma = ", ";
        }
        yield sql.add("]))");
      }
      case CONTAINS, STARTS_WITH ->
          new Sql("NOT " + SpanValuesSql.isLong("v") + " AND").append(texts("v", compare));
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> {
        String than = sign(compare.comparison()) + number(first);
        // What has too many digits to be compared exactly is far from what one can write here.
        yield new Sql(
            "coalesce("
                + EXACT_NUMBER
                + than
                + ", isfinite(try_cast(v AS DOUBLE)) AND try_cast(v AS DOUBLE)"
                + than
                + ")");
      }
    };
  }

  /** On the columns of {@code scores}: its value for a number, its label for a text. */
  private static Sql score(Filter.Compare compare) {
    boolean ofTexts =
        switch (compare.comparison()) {
          case CONTAINS, STARTS_WITH -> true;
          case EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> false;
        };
    if (!ofTexts && compare.values().stream().allMatch(value -> value.number() != null)) {
      return numbers("value", compare);
    }
    return texts("label", compare);
  }

  private static Sql equal(String column, List<Value> values) {
    Sql sql = new Sql(column + " IN (");
    String comma = "";
    for (Value value : values) {
      sql.add(comma + "?", value.text());
      comma = ", ";
    }
    return sql.add(")");
  }

  /** A number is digits and a point: it was read as one. */
  private static String number(Value value) {
    if (value.number() == null) {
      throw new IllegalArgumentException("value: " + value.text() + " (expected: a number)");
    }
    return value.number().toPlainString();
  }

  private static String sign(Comparison comparison) {
    return switch (comparison) {
      case GREATER -> " > ";
      case GREATER_OR_EQUAL -> " >= ";
      case LESS -> " < ";
      case LESS_OR_EQUAL -> " <= ";
      case EQUAL, CONTAINS, STARTS_WITH ->
          throw new IllegalArgumentException("comparison: " + comparison + " (expected: an order)");
    };
  }

  private static IllegalArgumentException unordered(Filter.Compare compare) {
    return new IllegalArgumentException(
        compare.field().label() + " " + compare.comparison() + " (expected: a number)");
  }

  private static String lowerCase(Value value) {
    return value.text().toLowerCase(Locale.ROOT);
  }

  /** What a span has a column for, or what is made of its columns; NULL where it has no value. */
  static String column(KnownField field) {
    return switch (field) {
      case NAME -> "name";
      case KIND -> "kind";
      case OPERATION -> "operation";
      case SERVICE -> "service";
      case ENVIRONMENT -> "nullif(environment, '')";
      case SCOPE -> "nullif(scope_name, '')";
      case DIALECT -> "dialect";
      case PROVIDER -> "provider";
      case MODEL -> CallSql.MODEL;
      case MODEL_REQUESTED -> "request_model";
      case MODEL_ANSWERED -> "response_model";
      case SERVICE_TIER -> "service_tier";
      case RESPONSE_ID -> "response_id";
      case FINISH_REASON -> "finish_reasons";
      case CONVERSATION -> "conversation_id";
      case TURN -> "turn";
      case USER -> "nullif(user_id, '')";
      case WORKFLOW -> "nullif(workflow_id, '')";
      case WORKFLOW_TYPE -> "nullif(workflow_type, '')";
      case AGENT -> "nullif(agent_name, '')";
      case AGENT_ID -> "nullif(agent_id, '')";
      case CATEGORY -> "nullif(category, '')";
      case TOOL -> "tool_name";
      case TRACE -> "replace(trace_id::VARCHAR, '-', '')";
      case SPAN -> "lpad(lower(to_hex(span_id)), 16, '0')";
      case ERROR -> "error_type";
      case ERROR_MESSAGE -> "error_message";
      case TOKENS -> "(CASE WHEN usage_role <> 'none' THEN " + CallSql.TOTAL + " END)";
      case TOKENS_INPUT -> "(" + CallSql.INPUT_TOTAL + ")";
      case TOKENS_OUTPUT -> "(" + CallSql.OUTPUT_TOTAL + ")";
      case TOKENS_CACHE_READ -> "cache_read_tokens";
      case TOKENS_CACHE_WRITE ->
          "(CASE WHEN coalesce(cache_write_tokens, cache_write_5m_tokens, cache_write_1h_tokens) IS"
              + " NOT NULL THEN coalesce(cache_write_tokens, 0) + coalesce(cache_write_5m_tokens,"
              + " 0) + coalesce(cache_write_1h_tokens, 0) END)";
      case TOKENS_REASONING -> "reasoning_tokens";
      case DURATION -> "duration_nanos";
      case TTFT -> "ttft_nanos";
      case COST, TURNS, CALLS, ERRORS, TOOL_CALLS ->
          throw new IllegalArgumentException(field + " (expected: a field of single spans)");
    };
  }
}
