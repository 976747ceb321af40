package dev.parley.server.store.duckdb;

import dev.parley.server.model.WellFormed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Appends a table's rows value by value, in the order of its columns. Unusable after a failure. */
final class RowAppender implements AutoCloseable {
  private static final int COST_PRECISION = 38;
  private static final int COST_SCALE = 18;

  private final DuckDBAppender appender;

  RowAppender(DuckDBConnection connection, String table) throws SQLException {
    this(connection, Database.NAME, table);
  }

  private RowAppender(DuckDBConnection connection, String catalog, String table)
      throws SQLException {
    appender = connection.createAppender(catalog, "main", table);
  }

  /** For a table of the connection's own. */
  static RowAppender temporary(DuckDBConnection connection, String table) throws SQLException {
    return new RowAppender(connection, "temp", table);
  }

  RowAppender begin() throws SQLException {
    appender.beginRow();
    return this;
  }

  void end() throws SQLException {
    appender.endRow();
  }

  void flush() throws SQLException {
    appender.flush();
  }

  @Override
  public void close() throws SQLException {
    appender.close();
  }

  RowAppender text(String value) throws SQLException {
    appender.append(WellFormed.utf8(value));
    return this;
  }

  RowAppender textOrNull(@Nullable String value) throws SQLException {
    return value == null ? none() : text(value);
  }

  /** An enum's constant in lower case. */
  RowAppender name(Enum<?> value) throws SQLException {
    appender.append(EnumNames.lowerCase(value));
    return this;
  }

  RowAppender nameOrNull(@Nullable Enum<?> value) throws SQLException {
    return value == null ? none() : name(value);
  }

  RowAppender number(long value) throws SQLException {
    appender.append(value);
    return this;
  }

  RowAppender numberOrNull(@Nullable Long value) throws SQLException {
    return value == null ? none() : number(value);
  }

  RowAppender integer(int value) throws SQLException {
    appender.append(value);
    return this;
  }

  RowAppender integerOrNull(@Nullable Integer value) throws SQLException {
    return value == null ? none() : integer(value);
  }

  RowAppender realOrNull(@Nullable Double value) throws SQLException {
    if (value == null) {
      return none();
    }
    appender.append(value.doubleValue());
    return this;
  }

  RowAppender flag(boolean value) throws SQLException {
    appender.append(value);
    return this;
  }

  RowAppender uuid(UUID value) throws SQLException {
    appender.appendUUID(value.getMostSignificantBits(), value.getLeastSignificantBits());
    return this;
  }

  RowAppender uuidOrNull(@Nullable UUID value) throws SQLException {
    return value == null ? none() : uuid(value);
  }

  RowAppender uuids(List<UUID> values) throws SQLException {
    appender.append(values);
    return this;
  }

  RowAppender texts(List<String> values) throws SQLException {
    appender.append(values.stream().map(WellFormed::text).toList());
    return this;
  }

  /** Dollars; null also for an amount beyond what the column holds, which no call costs. */
  RowAppender costOrNull(@Nullable BigDecimal dollars) throws SQLException {
    if (dollars == null || dollars.precision() - dollars.scale() > COST_PRECISION - COST_SCALE) {
      return none();
    }
    appender.append(dollars.setScale(COST_SCALE, RoundingMode.HALF_EVEN));
    return this;
  }

  private RowAppender none() throws SQLException {
    appender.appendNull();
    return this;
  }
}
