package dev.parley.server.ingest;

import dev.parley.server.model.Batch;
import dev.parley.server.model.DaemonTimer;
import dev.parley.server.model.EpochNanos;
import dev.parley.server.store.Group;
import dev.parley.server.store.Project;
import dev.parley.server.store.SpanStore;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.Totals;
import dev.parley.server.tracing.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer thread that commits what requests bring, many requests at a time, and answers each
 * only once its commit is on disk.
 *
 * <p>A request that finds the writer at rest is committed at once. Under load the next commit
 * starts when the group is full, or when three times the length of the last commit has passed since
 * its end, {@link IngestLimits#groupWait} at most: so small loads are answered in milliseconds, and
 * commits never take more than a quarter of the time unless they are full.
 *
 * <p>Projects share the writer and the queue, and each commit is of one project: a batch reads and
 * changes nothing of another.
 *
 * <p>A commit that fails is tried again in halves, so that a batch that can't be stored fails
 * alone.
 */
public final class GroupCommit implements Ingest, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
  private static final int REST_PER_COMMIT = 3;

  private final SpanStore store;
  private final IngestLimits limits;
  private final KnownData known;

  /** By project. A project that is not here has nothing stored. */
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

  private final GroupQueue queue;
  private final Thread writer;

  /** Of the writer alone. */
  private long lastReceivedNanos;

  private final CommitTimes commitTimes = new CommitTimes();
  private volatile int firstDay = Integer.MIN_VALUE;

  /** Of the writer alone: whether data was taken away that may be believed to be stored. */
  private boolean outdated;

  private final List<ObjLongConsumer<String>> listeners = new CopyOnWriteArrayList<>();

  /**
   * Answers and deadlines have a thread of their own, so that no caller's code runs on the writer.
   */
  private final ScheduledThreadPoolExecutor answers;

  private GroupCommit(SpanStore store, IngestLimits limits) {
    this.store = store;
    this.limits = limits;
    this.known = new KnownData(store);
    KnownData.OfProject unused = known.of(Project.DEFAULT);
    tallies.put(Project.DEFAULT, new Tally(Totals.NONE));
    for (String project : store.projects()) {
      Totals stored = store.totals(project);
      tallies.put(project, new Tally(stored));
      Long lastReceived = stored.lastReceivedNanos();
      this.lastReceivedNanos = Math.max(lastReceivedNanos, lastReceived == null ? 0 : lastReceived);
    }
    this.queue = new GroupQueue(limits.queuedRecords(), limits.queuedCharacters());
    this.writer = new Thread(this::write, "parley-writer");
    this.answers = DaemonTimer.named("parley-answers");
    answers.setRemoveOnCancelPolicy(true);
  }

  /**
   * Reads what the store holds and starts the writer. The store stays the caller's to close, after
   * this.
   *
   * @throws StoreException if the store can't be read
   */
  public static GroupCommit start(SpanStore store, IngestLimits limits) {
    GroupCommit ingest = new GroupCommit(store, limits);
    ingest.writer.start();
    return ingest;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The caller's thread splits content from records before it queues them, which takes time in
   * proportion to the batch: call it where blocking is allowed. Dependents of the result run on a
   * thread of the ingest and must be quick.
   */
  @Override
  public CompletableFuture<Receipt> submit(String project, Batch batch) {
    CompletableFuture<Receipt> answer = new CompletableFuture<>();
    try {
      if (batch.size() == 0) {
        return CompletableFuture.completedFuture(new Receipt(0, 0));
      }
      Prepared prepared = Preparation.prepare(batch).since(firstDay);
      int tooOld = batch.size() - prepared.records();
      tally(project).tooOld(tooOld);
      if (prepared.records() == 0) {
        answer.complete(new Receipt(0, 0, tooOld));
      } else if (queue.offer(new Request(project, prepared, Work.cause(), answer))) {
        setDeadline(answer);
        return tooOld == 0 ? answer : answer.thenApply(receipt -> receipt.with(tooOld));
      } else {
        answer.completeExceptionally(
            new OverloadedException("too many records wait to be stored; send again later"));
      }
    } catch (UnavailableException e) {
      answer.completeExceptionally(e);
    } catch (RuntimeException e) {
      log.error("A batch could not be prepared for the store", e);
      answer.completeExceptionally(new UnavailableException("the batch cannot be stored: " + e, e));
    }
    return answer;
  }

  /**
   * Takes no record of a day before this one from now on.
   *
   * @param day UTC days since 1970-01-01
   */
  public void refuseBefore(int day) {
    firstDay = day;
  }

  /** The first day of which records are taken, UTC days since 1970-01-01. */
  public int firstDay() {
    return firstDay;
  }

  /** How long commits took. */
  public CommitTimes.Snapshot commitTimes() {
    return commitTimes.snapshot();
  }

  /** Whether what is sent now would be turned away, because so much waits or all is ending. */
  public boolean turnsAway() {
    return queue.isFull();
  }

  /** Counts records that were turned down before they came here, for {@link #status}. */
  public void rejected(String project, long records) {
    tally(project).rejected(records);
  }

  public IngestStatus status(String project) {
    return tally(project).status(queue.records(project));
  }

  /** Those that something was received of. */
  public Set<String> projects() {
    return Set.copyOf(tallies.keySet());
  }

  /** Why the last commit of some project failed, or null when none did. */
  public @Nullable String fault() {
    return tallies.values().stream()
        .map(Tally::fault)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Grows with every commit of the project, across restarts too. */
  public long revision(String project) {
    return tally(project).revision();
  }

  /**
   * Has {@code listener} called with the project and its new revision after each commit, until the
   * result is closed. It is called on the thread that answers requests and must not block.
   */
  public AutoCloseable onCommit(ObjLongConsumer<String> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * Takes no more requests, commits those that wait, and fails what is left after {@link
   * IngestLimits#drain}.
   */
  @Override
  public void close() {
    queue.close();
    boolean interrupted = false;
    try {
      writer.join(limits.drain().toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    for (Request request : queue.drain()) {
      fail(request, new UnavailableException("the server is shutting down", null));
    }
    answers.shutdown();
    try {
      // Its timers are cancelled with the answers, so this is as long as the last answers take.
      if (!answers.awaitTermination(1, TimeUnit.SECONDS)) {
        log.warn("Some answers were not taken in time");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does something between two commits, on the thread that makes them: nothing is stored meanwhile,
   * and what arrives waits. Waits for it.
   *
   * @throws UnavailableException if the server shuts down
   */
  public <T> T exclusively(Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    queue.offer(
        () -> {
          try {
            done.complete(work.get());
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /**
   * Takes stored data away, as {@link #exclusively} does things, and forgets what was known of it.
   */
  public <T> T remove(Supplier<T> removal) {
    return exclusively(
        () -> {
          outdated = true;
          T removed = removal.get();
          refresh();
          return removed;
        });
  }

  /** What is believed to be stored must never outlive it, or references would lead nowhere. */
  private void refresh() {
    if (outdated) {
      known.reload();
      tallies.forEach((project, tally) -> tally.restart(store.totals(project)));
      outdated = false;
    }
  }

  private void setDeadline(CompletableFuture<Receipt> answer) {
    long seconds = limits.deadline().toSeconds();
    ScheduledFuture<?> timer =
        answers.schedule(
            () ->
                answer.completeExceptionally(
                    new UnavailableException("the store took longer than " + seconds + " s", null)),
            limits.deadline().toNanos(),
            TimeUnit.NANOSECONDS);
    CompletableFuture<Receipt> unused =
        answer.whenComplete((receipt, failure) -> timer.cancel(false));
  }

  private void write() {
    long notBefore = System.nanoTime();
    try {
      while (!queue.isDone()) {
        Runnable task = queue.takeTask();
        if (task != null) {
          task.run();
        }
        List<Request> requests = queue.take(limits.groupRecords(), notBefore);
        if (requests.isEmpty()) {
          continue;
        }
        long start = System.nanoTime();
        Map<String, List<Request>> byProject = new LinkedHashMap<>();
        for (Request request : requests) {
          byProject.computeIfAbsent(request.project(), p -> new ArrayList<>()).add(request);
        }
        byProject.forEach(this::commit);
        long end = System.nanoTime();
        notBefore = end + Math.min(limits.groupWait().toNanos(), REST_PER_COMMIT * (end - start));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers every request, whatever happens: the writer outlives all failures. */
  private void commit(String project, List<Request> requests) {
    // Nobody waits for those whose deadline has passed; their senders come again.
    List<Request> awaited = requests.stream().filter(Request::isAwaited).toList();
    if (awaited.isEmpty()) {
      return;
    }
    // A commit that several share is told below the first of them that is traced.
    Work.Cause cause =
        awaited.stream()
            .map(Request::cause)
            .filter(Work.Cause::isTraced)
            .findFirst()
            .orElse(awaited.get(0).cause());
    try {
      cause.run(() -> tryCommit(project, awaited));
    } catch (RuntimeException | Error e) {
      tally(project).failed(String.valueOf(e.getMessage()));
      if (awaited.size() == 1) {
        log.error("A batch of {} records could not be stored", records(awaited), e);
        fail(
            awaited.get(0),
            new UnavailableException("the store cannot commit: " + e.getMessage(), e));
      } else {
        log.warn(
            "A commit of {} batches failed ({}); trying them in halves",
            awaited.size(),
            e.toString());
        int half = awaited.size() / 2;
        commit(project, awaited.subList(0, half));
        commit(project, awaited.subList(half, awaited.size()));
      }
    }
  }

  private void tryCommit(String project, List<Request> requests) {
    refresh();
    KnownData.OfProject of = known.of(project);
    Tally tally = tally(project);
    Assembly assembly = Assembly.of(requests, of.index(), of.traces(), project, receivedNow());
    if (!assembly.group().isEmpty()) {
      try {
        long start = System.nanoTime();
        commit(assembly.group(), requests.size());
        commitTimes.add(System.nanoTime() - start);
      } catch (RuntimeException | Error e) {
        noteFailed(of, assembly.group(), e);
        throw e;
      }
      of.index().committed(assembly.group());
      long revision = tally.committed(assembly.group());
      answer(() -> notifyListeners(project, revision));
    }
    for (int i = 0; i < requests.size(); i++) {
      Receipt receipt = assembly.receipts().get(i);
      CompletableFuture<Receipt> waiting = requests.get(i).answer();
      tally.duplicates(receipt.duplicates());
      answer(() -> waiting.complete(receipt));
    }
  }

  private void commit(Group group, int requests) {
    try (Work work = Work.begin("commit")) {
      work.with("parley.commit.requests", requests)
          .with("parley.commit.spans", group.spans().size())
          .with("parley.commit.texts", group.contents().size());
      try {
        store.commit(group);
      } catch (RuntimeException | Error e) {
        work.failed(e);
        throw e;
      }
    }
  }

  private void noteFailed(KnownData.OfProject of, Group group, Throwable failure) {
    of.traces().forget(group);
    try {
      of.index().failed(group);
    } catch (StoreException e) {
      failure.addSuppressed(e);
    }
  }

  private void notifyListeners(String project, long revision) {
    for (ObjLongConsumer<String> listener : new ArrayList<>(listeners)) {
      try {
        listener.accept(project, revision);
      } catch (RuntimeException e) {
        log.warn("A listener of commits failed", e);
      }
    }
  }

  private void fail(Request request, UnavailableException reason) {
    answer(() -> request.answer().completeExceptionally(reason));
  }

  private void answer(Runnable task) {
    try {
      answers.execute(task);
    } catch (RejectedExecutionException e) {
      // Only after close() has given up on a commit that took too long.
      task.run();
    }
  }

  private Tally tally(String project) {
    return tallies.computeIfAbsent(project, p -> new Tally(Totals.NONE));
  }

  private static int records(List<Request> requests) {
    return requests.stream().mapToInt(request -> request.prepared().records()).sum();
  }

  /**
   * Later than every time of receipt before, whatever the clock does: what was received last is
   * then told from what was received before it by this time alone.
   */
  private long receivedNow() {
    lastReceivedNanos = Math.max(EpochNanos.now(), lastReceivedNanos + 1);
    return lastReceivedNanos;
  }
}
