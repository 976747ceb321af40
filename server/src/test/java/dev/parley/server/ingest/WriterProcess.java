package dev.parley.server.ingest;

import dev.parley.server.model.Batch;
import dev.parley.server.model.Content;
import dev.parley.server.model.Span;
import dev.parley.server.store.Project;
import dev.parley.server.store.SampleSpans;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server's writing half in a process of its own, for tests that kill it, starve it or watch its
 * system calls. It says on standard output which batches were acknowledged, and obeys lines on
 * standard input.
 */
final class WriterProcess {
  static final int BATCH = 25;

  private WriterProcess() {}

  static ProcessBuilder command(List<String> prefix, String mode, Path folder) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(WriterProcess.class.getName());
    command.add(mode);
    command.add(folder.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The batch with this number, the same in every process. */
  static Batch batch(int number) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      Content content =
          new Content(
              List.of(),
              List.of(SampleSpans.message("user", "question " + number)),
              List.of(SampleSpans.message("assistant", "answer " + number + "." + i)));
      spans.add(SampleSpans.call(SampleSpans.key(number, i), content));
    }
    return Batch.ofSpans(spans);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    // A small log makes checkpoints part of what is tested.
    DuckDbOptions options = new DuckDbOptions(512, 1, 2);
    try (DuckDbStore store = DuckDbStore.open(folder.resolve("data"), options);
        GroupCommit ingest = GroupCommit.start(store, IngestLimits.DEFAULT)) {
      switch (args[0]) {
        case "endless" -> endless(store, ingest);
        case "counted" -> counted(ingest, folder.resolve("acknowledged"));
        case "asked" -> asked(ingest);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  /**
   * Four senders that never stop, while what they sent is folded; each says {@code ack N} once
   * batch N is acknowledged.
   */
  private static void endless(DuckDbStore store, GroupCommit ingest) throws InterruptedException {
    List<Thread> senders = new ArrayList<>();
    senders.add(new Thread(() -> fold(store, ingest)));
    senders.get(0).start();
    for (int i = 0; i < 4; i++) {
      int first = i * 1_000_000;
      Thread sender = new Thread(() -> send(ingest, first));
      senders.add(sender);
      sender.start();
    }
    for (Thread sender : senders) {
      sender.join();
    }
  }

  private static void fold(DuckDbStore store, GroupCommit ingest) {
    while (true) {
      Long received = ingest.status(Project.DEFAULT).stored().lastReceivedNanos();
      long unused = store.fold(Project.DEFAULT, received == null ? 0 : received);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void send(GroupCommit ingest, int first) {
    PrintStream out = System.out;
    for (int number = first; ; number++) {
      ingest.submit(batch(number)).join();
      out.println("ack " + number);
      out.flush();
    }
  }

  /**
   * Twenty batches one after the other, a byte to a file after each; then two hundred at once, and
   * one more byte.
   */
  private static void counted(GroupCommit ingest, Path file) throws Exception {
    try (OutputStream acknowledged = Files.newOutputStream(file)) {
      for (int number = 0; number < 20; number++) {
        ingest.submit(batch(number)).get(60, TimeUnit.SECONDS);
        acknowledged.write('.');
      }
      List<CompletableFuture<Receipt>> answers = new ArrayList<>();
      for (int number = 100; number < 300; number++) {
        answers.add(ingest.submit(batch(number)));
      }
      for (CompletableFuture<Receipt> answer : answers) {
        answer.get(60, TimeUnit.SECONDS);
      }
      acknowledged.write('!');
    }
  }

  /** Each line of input is a batch's number; the answer is {@code ack N} or {@code failed N}. */
  private static void asked(GroupCommit ingest) throws IOException, InterruptedException {
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      try {
        ingest.submit(batch(Integer.parseInt(line))).get();
        System.out.println("ack " + line);
      } catch (ExecutionException e) {
        System.out.println("failed " + line);
      }
      System.out.flush();
    }
  }
}
