package dev.parley.server.otlp;

import com.google.protobuf.Message;
import dev.parley.server.dialect.Translation;
import dev.parley.server.ingest.Ingest;
import dev.parley.server.ingest.OverloadedException;
import dev.parley.server.ingest.UnavailableException;
import dev.parley.server.otlp.Refusal.Reason;
import dev.parley.server.redact.Redaction;
import dev.parley.server.tracing.Work;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both transports share: decode on threads of its own, translate, hand to ingest, and answer
 * once the commit is on disk. Thread-safe.
 */
final class Receiver {
  private static final Logger log = LoggerFactory.getLogger(Receiver.class);

  private final Ingest ingest;
  private final OtlpLimits limits;
  private final Redaction redaction;
  private final ObjLongConsumer<String> rejected;
  private final ExecutorService decoders;
  private final Admission admission;
  private final Refusals refusals = new Refusals();
  private final LongAdder receivedBytes = new LongAdder();

  Receiver(
      Ingest ingest,
      OtlpLimits limits,
      Redaction redaction,
      ObjLongConsumer<String> rejected,
      ExecutorService decoders) {
    this.ingest = ingest;
    this.limits = limits;
    this.redaction = redaction;
    this.rejected = rejected;
    this.decoders = decoders;
    this.admission = new Admission(limits.maxInFlightBytes());
  }

  /** Bodies since the start, as they were sent. */
  long receivedBytes() {
    return receivedBytes.sum();
  }

  /** Where both transports count what they refuse. */
  Refusals refusals() {
    return refusals;
  }

  /** For a body that is about to arrive: whoever takes it in counts its bytes by this. */
  Admission.Ticket admit() {
    return admission.open();
  }

  /**
   * The response message of the signal; fails with a {@link Refusal}, and nothing else.
   *
   * @param project whose data it is
   * @param ticket what the body is counted by; closed in any case
   */
  CompletableFuture<Translation> receive(
      String project,
      Signal signal,
      byte[] sent,
      Admission.Ticket ticket,
      Compression compression,
      Encoding encoding) {
    receivedBytes.add(sent.length);
    CompletableFuture<Translation> answer = new CompletableFuture<>();
    Work.Cause cause = Work.cause();
    try {
      ticket.takeUpTo(sent.length);
      CompletableFuture<Translation> stored =
          CompletableFuture.supplyAsync(
                  () ->
                      cause.call(() -> read(project, signal, sent, compression, encoding, ticket)),
                  decoders)
              .thenCompose(translation -> cause.call(() -> store(project, translation)));
      CompletableFuture<Translation> unused =
          stored
              .orTimeout(limits.answerWithin().toNanos(), TimeUnit.NANOSECONDS)
              .whenComplete(
                  (translation, failure) -> {
                    ticket.close();
                    if (failure == null) {
                      answer.complete(translation);
                    } else {
                      answer.completeExceptionally(refusal(failure));
                    }
                  });
    } catch (Refusal | RejectedExecutionException e) {
      ticket.close();
      answer.completeExceptionally(refusal(e));
    }
    return answer;
  }

  private Translation read(
      String project,
      Signal signal,
      byte[] sent,
      Compression compression,
      Encoding encoding,
      Admission.Ticket ticket) {
    try (Work work = Work.begin("understand")) {
      work.with("parley.request.bytes", sent.length);
      return translate(project, signal, decompress(sent, compression, ticket), encoding);
    }
  }

  private byte[] decompress(byte[] sent, Compression compression, Admission.Ticket ticket) {
    byte[] body = compression.decompress(sent, limits.maxBodyBytes());
    if (compression != Compression.NONE) {
      ticket.take(body.length);
    }
    return body;
  }

  private Translation translate(String project, Signal signal, byte[] body, Encoding encoding) {
    try {
      if (encoding == Encoding.PROTOBUF && !redaction.isOn()) {
        return signal.read(body);
      }
      Message request =
          encoding == Encoding.JSON ? OtlpJson.read(body, signal) : signal.parse(body);
      return signal.checkAndTranslate(RedactedMessage.of(request, redaction, project));
    } catch (IOException e) {
      if (encoding == Encoding.PROTOBUF) {
        Hints.checkUnreadable(signal, body);
      }
      throw new Refusal(
          Reason.MALFORMED,
          "the body is no OTLP request for " + signal.path + ": " + firstLine(e.getMessage()));
    }
  }

  private CompletableFuture<Translation> store(String project, Translation translation) {
    if (translation.rejected() > 0) {
      rejected.accept(project, translation.rejected());
    }
    return translation.batch().size() == 0
        ? CompletableFuture.completedFuture(translation)
        : ingest
            .submit(project, translation.batch())
            .thenApply(
                receipt ->
                    translation.withTooOld(
                        receipt.tooOld(),
                        receipt.tooOld() + " are older than what this server keeps"));
  }

  private static Refusal refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof OverloadedException e) {
      return new Refusal(Reason.OVERLOADED, String.valueOf(e.getMessage()));
    }
    if (cause instanceof UnavailableException e) {
      return new Refusal(Reason.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    if (cause instanceof TimeoutException) {
      return new Refusal(Reason.UNAVAILABLE, "the store takes too long; send again later");
    }
    if (cause instanceof RejectedExecutionException) {
      return new Refusal(Reason.UNAVAILABLE, "the server is shutting down");
    }
    log.error("A request could not be handled", cause);
    return new Refusal(Reason.INTERNAL, "the server could not handle this request; see its log");
  }

  /** Jackson's messages go on with the source. */
  private static String firstLine(@org.jspecify.annotations.Nullable String message) {
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }
}
