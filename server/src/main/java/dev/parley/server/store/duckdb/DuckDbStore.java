package dev.parley.server.store.duckdb;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Group;
import dev.parley.server.store.MessageStore;
import dev.parley.server.store.SpanContent;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.ToldRow;
import dev.parley.server.store.Totals;
import dev.parley.server.store.TraceSpan;
import dev.parley.server.store.Twin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;

/**
 * The embedded store: one data folder, owned while open. {@link #commit} is for one writer thread;
 * everything that reads is safe for use by many threads; the writer and the readers never block
 * each other.
 */
public final class DuckDbStore implements SpanStore {
  private final DataFolder folder;
  private final Database database;
  private final GroupWriter writer;
  private final ReaderPool readers;

  /** The writer's own, or slow queries would keep what is received from being stored. */
  private final ReaderPool lookups;

  private final StoredMessages messages;
  private final Folds folds = new Folds(this);
  private final DayVersions days = new DayVersions();

  private DuckDbStore(DataFolder folder, Database database, DuckDbOptions options) {
    this.folder = folder;
    this.database = database;
    this.writer = new GroupWriter(database);
    this.readers = new ReaderPool(database, options.readers());
    this.lookups = new ReaderPool(database, 1);
    this.messages = new StoredMessages(readers);
  }

  /**
   * Opens the store in a data folder, which is made when it is absent, and brings its tables up to
   * date.
   *
   * @throws dev.parley.server.store.StoreOpenException if that can't be done; its message is one
   *     sentence that says what to do
   */
  public static DuckDbStore open(Path dataFolder, DuckDbOptions options) {
    DataFolder folder = DataFolder.claim(dataFolder);
    try {
      return new DuckDbStore(folder, Database.open(folder, options), options);
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Runs a query on a connection of the readers' pool: it commits by itself, sees what is
   * committed, and must only read.
   *
   * @throws StoreException if the query fails
   */
  public <T> T read(SqlFunction<Connection, T> query) {
    return readers.read(query);
  }

  /**
   * As {@link #read(SqlFunction)}, on a connection that sees nothing but a project's rows: its
   * statements name tables as if there were no other project.
   *
   * @throws StoreException if the query fails
   */
  public <T> T read(String project, SqlFunction<Connection, T> query) {
    return readers.read(project, query);
  }

  /**
   * Runs statements as one transaction, on a connection of their own beside the writer's.
   *
   * @throws StoreException if one of them fails; then none has happened
   */
  <T> T transact(SqlFunction<Connection, T> statements) {
    return transact(statements, true);
  }

  /**
   * Runs statements as {@link #transact} does, and undoes them.
   *
   * @throws StoreException if one of them fails
   */
  <T> T tryOut(SqlFunction<Connection, T> statements) {
    return transact(statements, false);
  }

  private <T> T transact(SqlFunction<Connection, T> statements, boolean keep) {
    try {
      DuckDBConnection connection = database.connect();
      try {
        Engine.execute(connection, "BEGIN");
        T result = statements.apply(connection);
        if (keep) {
          database.commits().commit(connection);
        } else {
          Engine.execute(connection, "ROLLBACK");
        }
        return result;
      } finally {
        // What was not committed is undone by the end of its connection.
        database.disconnect(connection);
      }
    } catch (SQLException | RuntimeException e) {
      database.heal();
      throw new StoreException("transaction failed: " + e.getMessage(), e);
    }
  }

  /**
   * Folds the log into the database.
   *
   * @return whether it could be done; not while somebody else writes
   * @throws StoreException if the engine does not work any more
   */
  boolean checkpoint() {
    try {
      DuckDBConnection connection = database.connect();
      try {
        Engine.execute(connection, "CHECKPOINT " + Database.NAME);
        return true;
      } finally {
        database.disconnect(connection);
      }
    } catch (SQLException e) {
      database.heal();
      return false;
    }
  }

  /**
   * Writes a copy of what is stored now to a new database file.
   *
   * @return rows by table
   * @throws StoreException if it can't be written
   */
  Map<String, Long> copyTo(Path file) {
    try {
      DuckDBConnection connection = database.connect();
      try {
        return DatabaseCopy.write(connection, file);
      } finally {
        database.disconnect(connection);
      }
    } catch (SQLException e) {
      database.heal();
      throw new StoreException("the database cannot be copied: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the database of a stopped server anew. The new file holds no byte of what was deleted,
   * and has no free space.
   *
   * @return the sizes of the file before and after, in bytes
   * @throws dev.parley.server.store.StoreOpenException if the folder can't be used
   * @throws StoreException if it can't be written; then everything is as it was
   */
  public static Compaction compact(Path dataFolder, DuckDbOptions options) {
    DataFolder folder = DataFolder.claim(dataFolder);
    Path fresh = folder.workFile("compact");
    try (folder) {
      Files.deleteIfExists(fresh);
      try (Database database = Database.open(folder, options)) {
        DuckDBConnection connection = database.connect();
        try {
          Map<String, Long> unused = DatabaseCopy.write(connection, fresh);
        } finally {
          database.disconnect(connection);
        }
      }
      if (Files.exists(folder.log())) {
        // It belongs to the old file, and would be read into the new one.
        throw new StoreException("the log could not be folded into the database", null);
      }
      long before = Files.size(folder.database());
      Files.move(
          fresh,
          folder.database(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return new Compaction(before, Files.size(folder.database()));
    } catch (IOException | SQLException e) {
      throw new StoreException("the database cannot be written anew: " + e.getMessage(), e);
    }
  }

  /** Sizes of the database file, in bytes. */
  public record Compaction(long before, long after) {}

  /** Lengths of the database and of its log, in bytes; without asking the engine. */
  public Map<String, Long> fileBytes() {
    return Map.of("database", length(folder.database()), "log", logBytes());
  }

  /** 0 while there is none. */
  long logBytes() {
    return length(folder.log());
  }

  private static long length(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      // A checkpoint took it away between the two calls.
      return 0;
    }
  }

  /** How many queries run now. */
  public int busyReaders() {
    return readers.busy();
  }

  /** What is folded in the background. */
  Folds folds() {
    return folds;
  }

  /** By which sums that are kept are known to be old. */
  DayVersions days() {
    return days;
  }

  /** Runs something while nothing is being folded. */
  <T> T unfolding(Supplier<T> task) {
    return folds.exclusively(task);
  }

  /**
   * Folds what a project has received, a part of it at a time.
   *
   * @param untilNanos time of receipt of its last commit, in nanoseconds since the epoch
   * @return until which time of receipt everything is folded now
   * @throws StoreException if it can't be done now; then nothing has changed
   */
  public long fold(String project, long untilNanos) {
    return folds.advance(project, untilNanos);
  }

  /**
   * Until which time of receipt a project's spans are folded, nanoseconds since the epoch; 0 for
   * none.
   *
   * @throws StoreException if it can't be read
   */
  public long foldedUntil(String project) {
    return folds.until(project);
  }

  /** What was read is forgotten: some of it was removed. */
  void forgetContents() {
    messages.forget();
  }

  /** Content by reference. */
  public MessageStore messages() {
    return messages;
  }

  @Override
  public void commit(Group group) {
    try {
      writer.commit(group);
    } finally {
      // Also of one that failed: whether it is stored may be open.
      days.changed(group);
    }
  }

  @Override
  public Set<SpanKey> storedSpans(String project, Collection<SpanKey> keys) {
    // What is found is answered as stored, which is true once its commit has its mark.
    database.commits().settle();
    return keys.isEmpty() ? Set.of() : lookups.read(c -> StoredKeys.spans(c, project, keys));
  }

  @Override
  public Set<Address> stored(String project, Collection<Address> addresses) {
    database.commits().settle();
    return addresses.isEmpty()
        ? Set.of()
        : lookups.read(c -> StoredKeys.addresses(c, project, addresses));
  }

  @Override
  public boolean recentSpans(String project, int limit, ObjLongConsumer<UUID> consumer) {
    return lookups.read(c -> StoredKeys.recentSpans(c, project, limit, consumer));
  }

  @Override
  public boolean recent(
      String project, Address.Table table, int limit, Consumer<Address> consumer) {
    return lookups.read(c -> StoredKeys.recent(c, project, table, limit, consumer));
  }

  @Override
  public int lastDay(String project, Address.Table table) {
    return lookups.read(c -> StoredKeys.lastDay(c, project, table));
  }

  @Override
  public List<TraceSpan> traceSpans(
      String project, Collection<String> traceIds, long fromNanos, long toNanos, int limit) {
    return traceIds.isEmpty()
        ? List.of()
        : lookups.read(
            c -> StandingSql.traceSpans(c, project, traceIds, fromNanos, toNanos, limit));
  }

  @Override
  public List<Twin> twins(
      String project,
      Collection<String> responseIds,
      Collection<String> toolCallIds,
      long fromNanos,
      long toNanos) {
    return lookups.read(
        c -> StandingSql.twins(c, project, responseIds, toolCallIds, fromNanos, toNanos));
  }

  @Override
  public List<ToldRow> told(String project, Collection<SpanKey> spans) {
    return spans.isEmpty() ? List.of() : lookups.read(c -> ToldSql.told(c, project, spans));
  }

  @Override
  public void recentTold(String project, int limit, Consumer<SpanKey> consumer) {
    boolean unused =
        lookups.read(
            c -> {
              ToldSql.recent(c, project, limit, consumer);
              return true;
            });
  }

  @Override
  public List<SpanContent> spanContents(String project, Collection<SpanKey> spans) {
    return spans.isEmpty() ? List.of() : lookups.read(c -> ToldSql.contents(c, project, spans));
  }

  @Override
  public List<ContentRow> messages(String project, Collection<Address> addresses) {
    return addresses.isEmpty()
        ? List.of()
        : lookups.read(c -> ToldSql.messages(c, project, addresses));
  }

  @Override
  public Totals totals(String project) {
    return read(project, StoredTotals::read);
  }

  @Override
  public Set<String> projects() {
    return read(StoredTotals::projects);
  }

  /** Waits for running queries, folds the log into the file and lets go of the folder. */
  @Override
  public void close() {
    writer.close();
    lookups.close();
    readers.close();
    database.close();
    folder.close();
  }
}
