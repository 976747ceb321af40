package dev.parley.server.dialect;

import dev.parley.server.model.EpochNanos;
import dev.parley.server.wire.WireSpan;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a stream's first token came: told as a duration, as a moment, or by an event. What lies
 * outside of the span, by more than a second, is noise.
 */
final class FirstToken {
  private static final BigDecimal NANOS_PER_SECOND =
      BigDecimal.valueOf(TimeUnit.SECONDS.toNanos(1));
  private static final long SLACK = TimeUnit.SECONDS.toNanos(1);

  private FirstToken() {}

  /** Nanoseconds since the span's start; null when nothing usable tells. */
  static @Nullable Long nanos(Reader reader, Sent sent, Vocabulary vocabulary, long durationNanos) {
    BigDecimal seconds = sane(reader.number(Field.TIME_TO_FIRST_TOKEN));
    if (seconds != null) {
      BigDecimal longest = longest(durationNanos);
      BigDecimal nanos = seconds.multiply(NANOS_PER_SECOND);
      // Some emitters send milliseconds here, which the span's own duration gives away.
      if (vocabulary.firstTokenInMillis() || nanos.compareTo(longest) > 0) {
        nanos = nanos.movePointLeft(3);
      }
      return nanos.compareTo(longest) > 0 ? null : nanos.longValue();
    }
    BigDecimal millis = sane(reader.number(Field.TIME_TO_FIRST_TOKEN_MILLIS));
    if (millis != null) {
      BigDecimal nanos = millis.movePointRight(6);
      return nanos.compareTo(longest(durationNanos)) > 0 ? null : nanos.longValue();
    }
    Long at = at(reader.text(Field.FIRST_TOKEN_AT));
    return since(sent.startNanos(), at == null ? firstEvent(sent) : at, durationNanos);
  }

  private static BigDecimal longest(long durationNanos) {
    return BigDecimal.valueOf(durationNanos).add(BigDecimal.valueOf(SLACK));
  }

  private static @Nullable BigDecimal sane(@Nullable BigDecimal time) {
    return time == null || time.signum() < 0 || time.scale() > 30 ? null : time;
  }

  private static @Nullable Long since(long start, @Nullable Long at, long durationNanos) {
    if (at == null || at < start || at - start > durationNanos + SLACK) {
      return null;
    }
    return at - start;
  }

  private static @Nullable Long firstEvent(Sent sent) {
    for (WireSpan.Event event : sent.events()) {
      if (Vocabularies.isFirstToken(event.name())) {
        return event.timeNanos();
      }
    }
    return null;
  }

  /** A moment in ISO 8601, in quotes or not; without a zone it is UTC. */
  private static @Nullable Long at(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String bare = text.replace("\"", "");
    boolean zoned = bare.endsWith("Z") || bare.indexOf('+') > 0 || bare.lastIndexOf('-') > 10;
    try {
      return EpochNanos.of(OffsetDateTime.parse(zoned ? bare : bare + "Z").toInstant());
    } catch (DateTimeParseException | ArithmeticException notAMoment) {
      return null;
    }
  }
}
