package dev.parley.examples.support;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Function;

/**
 * Stands for the shop's database: every access is a span such as the instrumentation of a JDBC
 * driver writes it, and now and then one fails. Thread-safe.
 */
final class ShopDatabase {

  /** The database did not answer in time. */
  static final class TimeoutException extends RuntimeException {
    TimeoutException(String table) {
      super("canceling statement due to statement timeout while reading " + table);
    }
  }

  private final Tracer tracer;
  private final Clock clock;

  ShopDatabase(Tracer tracer, Clock clock) {
    this.tracer = tracer;
    this.clock = clock;
  }

  /** Reads what a table knows of a key. */
  <T> T read(String table, String key, Function<Facts, T> reader) {
    return statement("SELECT", table, "SELECT * FROM " + table + " WHERE id = $1", key, reader);
  }

  /** Writes to a table. */
  <T> T write(String table, String key, Function<Facts, T> writer) {
    String query = "UPDATE " + table + " SET state = $2 WHERE id = $1";
    return statement("UPDATE", table, query, key, writer);
  }

  private <T> T statement(
      String operation, String table, String query, String key, Function<Facts, T> body) {
    Span span =
        tracer
            .spanBuilder(operation + " " + table)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("db.system.name", "postgresql")
            .setAttribute("db.namespace", "shop")
            .setAttribute("db.collection.name", table)
            .setAttribute("db.operation.name", operation)
            .setAttribute("db.query.text", query)
            .setAttribute("server.address", "db.larkspur.example")
            .setAttribute("server.port", 5432L)
            .startSpan();
    try {
      if (timesOut(table, key)) {
        TimeoutException timeout = new TimeoutException(table);
        span.setAttribute("error.type", "57014");
        span.setStatus(StatusCode.ERROR, timeout.getMessage());
        throw timeout;
      }
      return body.apply(new Facts(table + ":" + key, LocalDate.now(clock)));
    } finally {
      span.end();
    }
  }

  /** One key in forty finds the carrier's table locked. */
  private static boolean timesOut(String table, String key) {
    return table.equals("parcels")
        && Math.floorMod(key.toLowerCase(Locale.ROOT).hashCode() * 31, 40) == 7;
  }
}
