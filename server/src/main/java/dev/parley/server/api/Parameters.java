package dev.parley.server.api;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.auth.Access;
import dev.parley.server.query.Times;
import dev.parley.server.store.Scope;
import dev.parley.server.store.filter.Field;
import dev.parley.server.store.filter.Filter;
import dev.parley.server.store.filter.FilterException;
import dev.parley.server.store.filter.FilterParser;
import dev.parley.server.store.filter.KnownField;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request's parameters, checked strictly: what is misspelt must not look like an answer. */
final class Parameters {
  private static final String TIME = "epoch milliseconds or RFC 3339, between 1970 and 2261";
  private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);

  private final ServiceRequestContext context;
  private final QueryParams query;

  private Parameters(ServiceRequestContext context, QueryParams query) {
    this.context = context;
    this.query = query;
  }

  /**
   * @throws BadRequestException for a name that is not allowed or given twice
   */
  static Parameters of(ServiceRequestContext context, String... allowed) {
    QueryParams query = context.queryParams();
    for (String name : query.names()) {
      if (!Arrays.asList(allowed).contains(name)) {
        throw new BadRequestException(
            "parameter "
                + name
                + ": unknown (expected: "
                + (allowed.length == 0 ? "none" : String.join(", ", allowed))
                + ")");
      }
      if (query.getAll(name).size() > 1) {
        throw new BadRequestException(
            "parameter "
                + name
                + ": given "
                + query.getAll(name).size()
                + " times (expected: once)");
      }
    }
    return new Parameters(context, query);
  }

  /** What the request may see. */
  Access access() {
    return Access.of(context);
  }

  /** Whose data is asked for. */
  String project() {
    return access().project();
  }

  /** The value, or null when absent or empty. */
  @Nullable String text(String name) {
    String value = query.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  String required(String name) {
    String value = text(name);
    if (value == null) {
      throw new BadRequestException("parameter " + name + ": missing (expected: a value)");
    }
    return value;
  }

  /** The range alone. */
  Scope range() {
    return scope(required("from"), required("to"), null);
  }

  /** Range and environment. */
  Scope scope() {
    return scope(required("from"), required("to"), query.get("environment"));
  }

  /** As {@link #scope}, open on each side that is not given. */
  Scope scopeOrAll() {
    return scope(text("from"), text("to"), query.get("environment"));
  }

  private static Scope scope(
      @Nullable String from, @Nullable String to, @Nullable String environment) {
    long fromNanos = from == null ? Long.MIN_VALUE : time("from", from);
    long toNanos = to == null ? Long.MAX_VALUE : time("to", to);
    if (fromNanos >= toNanos) {
      throw BadRequestException.parameter("to", String.valueOf(to), "a time after from");
    }
    return new Scope(fromNanos, toNanos, environment);
  }

  private static long time(String name, String value) {
    try {
      if (value.matches("\\d{1,15}(\\.\\d{1,6})?")) {
        return new BigDecimal(value)
            .multiply(NANOS_PER_MILLI)
            .setScale(0, RoundingMode.FLOOR)
            .longValueExact();
      }
      long nanos = Times.nanos(OffsetDateTime.parse(value).toInstant());
      if (nanos >= 0 && nanos < Long.MAX_VALUE) {
        return nanos;
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw BadRequestException.parameter(name, value, TIME);
    }
    throw BadRequestException.parameter(name, value, TIME);
  }

  boolean flag(String name) {
    String value = text(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw BadRequestException.parameter(name, value, "true or false");
  }

  int number(String name, int otherwise, int least, int most) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw BadRequestException.parameter(
        name, value, "a whole number from " + least + " to " + most);
  }

  /** Milliseconds as nanoseconds, or null when absent. */
  @Nullable Long duration(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    if (!value.matches("\\d{1,12}(\\.\\d{1,6})?")) {
      throw BadRequestException.parameter(name, value, "milliseconds, 0 or more");
    }
    return new BigDecimal(value)
        .multiply(NANOS_PER_MILLI)
        .setScale(0, RoundingMode.FLOOR)
        .longValue();
  }

  /** US dollars, exact, or null when absent. */
  @Nullable BigDecimal amount(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    if (!value.matches("\\d{1,12}(\\.\\d{1,18})?")) {
      throw BadRequestException.parameter(name, value, "US dollars, 0 or more");
    }
    return new BigDecimal(value);
  }

  /** The filter of spans, or null when absent. */
  @Nullable Filter filter() {
    return read("filter", FilterParser::ofSpans);
  }

  /** The filter of workflows, or null when absent. */
  @Nullable Filter workflowFilter() {
    Filter filter = gatheredFilter();
    if (filter != null && filter.asksFor(field -> field.known() == KnownField.TURNS)) {
      throw new BadRequestException(
          "parameter filter: \"turns\", which conversations have (expected: a field of workflows)");
    }
    return filter;
  }

  /** The filter of conversations or workflows, or null when absent. */
  @Nullable Filter gatheredFilter() {
    return read("filter", FilterParser::ofGathered);
  }

  /** What spans are grouped by. */
  List<Field> groupings() {
    required("by");
    List<Field> fields = read("by", FilterParser::groupings);
    return fields == null ? List.of() : fields;
  }

  private <T> @Nullable T read(String name, Function<String, T> parser) {
    String value = text(name);
    if (value == null || value.isBlank()) {
      return null;
    }
    try {
      return parser.apply(value);
    } catch (FilterException e) {
      throw new BadRequestException("parameter " + name + ": " + e.getMessage());
    }
  }

  /** One of the words; the first when absent. */
  String choice(String name, String... words) {
    String value = text(name);
    if (value == null) {
      return words[0];
    }
    if (!Arrays.asList(words).contains(value)) {
      throw BadRequestException.parameter(name, value, String.join(", ", words));
    }
    return value;
  }

  /** Some of the words, separated by commas; null when absent. */
  @Nullable List<String> choices(String name, List<String> words) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    List<String> chosen = Arrays.asList(value.split(",", -1));
    if (!words.containsAll(chosen)) {
      throw BadRequestException.parameter(
          name, value, "some of " + String.join(", ", words) + ", separated by commas");
    }
    return chosen;
  }

  /** An id, or null when absent. */
  @Nullable String hex(String name, int digits) {
    String value = text(name);
    return value == null ? null : hex(name, value.toLowerCase(Locale.ROOT), digits);
  }

  /** An id in the path. */
  String hexId(String name, int digits) {
    return hex(name, String.valueOf(context.pathParam(name)).toLowerCase(Locale.ROOT), digits);
  }

  private static String hex(String name, String value, int digits) {
    if (!value.matches("[0-9a-f]{" + digits + "}") || value.matches("0+")) {
      throw BadRequestException.parameter(
          name, value, digits + " hexadecimal digits, not all zero");
    }
    return value;
  }
}
