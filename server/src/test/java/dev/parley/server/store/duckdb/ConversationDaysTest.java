package dev.parley.server.store.duckdb;

import static dev.parley.server.query.TestSpan.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.server.ingest.Remap;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Message;
import dev.parley.server.model.Span;
import dev.parley.server.query.Overview;
import dev.parley.server.query.Queries;
import dev.parley.server.query.TestSpan;
import dev.parley.server.query.TestStore;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Project;
import dev.parley.server.store.Scope;
import dev.parley.server.store.filter.FilterParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Sums over the conversations of many days")
final class ConversationDaysTest {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final long FIRST = 20_000 * DAY;
  private static final int DAYS = 6;
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));

  @TempDir private Path folder;
  private final Random random = new Random(7);
  private int spans;

  /** Conversations of an hour, of several days, and of all days; some calls say nothing. */
  private TestSpan call(String conversation, long start) {
    int id = ++spans;
    TestSpan span =
        TestSpan.call(1_000 + id / 2, id, start)
            .conversation(conversation)
            .environment(id % 3 == 0 ? "test" : "production")
            .model(id % 5 == 0 ? "unknown-model" : "gpt-4o", null)
            .tokens(random.nextInt(100_000), random.nextInt(1_000));
    if (id % 4 == 0) {
      return span;
    }
    List<Message> said = new ArrayList<>();
    said.add(message("system", "be kind"));
    // What was said before is sent again.
    for (int i = 0; i <= random.nextInt(4); i++) {
      said.add(message("user", conversation + " question " + i));
    }
    if (id % 7 == 0) {
      said.add(message("tool", "result " + id));
    }
    return span.says(said, message("assistant", "answer " + id % 11));
  }

  private TestSpan[] traffic() {
    List<TestSpan> traffic = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      for (int i = 0; i < 12; i++) {
        long start = FIRST + day * DAY + (long) (random.nextDouble() * DAY);
        traffic.add(call("short " + day + " " + i % 5, start));
        traffic.add(call("across " + (day + i % 2), start));
        traffic.add(call("always", start + 1));
      }
    }
    return traffic.toArray(new TestSpan[0]);
  }

  private static Scope scope(double fromDay, double toDay, @Nullable String environment) {
    return new Scope(
        TimeUnit.MILLISECONDS.toNanos(FIRST + (long) (fromDay * DAY)),
        TimeUnit.MILLISECONDS.toNanos(FIRST + (long) (toDay * DAY)),
        environment);
  }

  /** A condition that every span fulfils keeps the sums from being taken from what is kept. */
  private static void compare(Queries queries) {
    for (Scope scope :
        List.of(scope(0, DAYS, null), scope(0.3, 5.6, "test"), scope(1.5, 4.001, null))) {
      Overview overview = queries.overview(scope);
      Overview anew =
          queries.overview(queries.filtered(scope, FilterParser.ofSpans("service = shop")));
      assertThat(overview.conversations()).isEqualTo(anew.conversations());
      assertThat(overview.conversationCost()).isEqualTo(anew.conversationCost());
      assertThat(overview.conversations().messages()).isPositive();
      assertThat(overview.conversationCost().p95()).isNotNull();
    }
  }

  @Test
  @DisplayName("are those of the spans, before and after what was kept of a day has changed")
  void sums() throws Exception {
    try (TestStore store = new TestStore(folder)) {
      store.save(traffic());
      Queries queries = store.queries(PRICES);
      compare(queries);
      compare(queries);

      // Late, into days that are kept: of a new conversation, and of one of all days.
      store.save(
          call("late", FIRST + 2 * DAY + 5),
          call("always", FIRST + 3 * DAY + 5),
          call("short 1 1", FIRST + 4 * DAY));
      compare(queries);

      // A call that has no conversation until the span around it comes.
      store.save(TestSpan.call(1, 90_001, FIRST + 2 * DAY).tokens(7, 7).under(90_000));
      compare(queries);
      store.save(TestSpan.of(Kind.AGENT, 1, 90_000, FIRST + 2 * DAY - 5).conversation("found"));
      compare(queries);

      var unusedErased =
          store
              .removals()
              .erase(
                  new Erasure(Project.DEFAULT, Erasure.Subject.CONVERSATION, "short 2 2"), false);
      compare(queries);
      var unusedRetired = store.removals().retireBefore(20_002);
      compare(queries);
    }
  }

  @Test
  @DisplayName("are of what remapping makes of the spans")
  void remapped() {
    try (TestStore store = new TestStore(folder)) {
      TestSpan[] traffic = traffic();
      store.save(traffic);
      Queries queries = store.queries(PRICES);
      compare(queries);
      Map<String, Span> others = new HashMap<>();
      for (TestSpan span : traffic) {
        Span other = span.conversation("other").tokens(3, 3).build();
        others.put(other.key().spanId(), other);
      }
      Remap.Progress progress =
          Remap.run(
              store.store(),
              new DuckDbRemapping(store.store(), Project.DEFAULT),
              Project.DEFAULT,
              span -> others.get(span.key().spanId()),
              0,
              100_000,
              each -> {});
      assertThat(progress.changed()).isEqualTo(traffic.length);
      assertThat(queries.overview(scope(0, DAYS, null)).conversations().count()).isEqualTo(1);
      compare(queries);
    }
  }
}
