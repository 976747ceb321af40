package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.protobuf.ByteString;
import dev.parley.server.model.Sha256;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Value;
import dev.parley.server.wire.WireSpan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The span that a log event stands for, written with the conventions' keys beside those of the
 * event.
 *
 * <p>Its ids are made from what identifies the event (a session and a request, say), never from
 * chance, so that an event that is sent again is the same span again. Events of one prompt share a
 * trace: that of the record where it has one.
 */
final class EventSpan {
  /** Marks a span that was made from a log record: a span of the same call outranks it. */
  static final String SOURCE = "parley.span.source";

  static final String APPROVAL = "parley.tool.approval";
  static final String APPROVAL_BY = "parley.tool.approval.by";

  /** The operation of a span that tells of a decision alone. */
  static final String DECISION = "tool_decision";

  /** What stands where a prompt or an answer was withheld. */
  private static final Set<String> WITHHELD =
      Set.of("<REDACTED>", "[REDACTED]", "REDACTED", "__REDACTED__", "<elided>");

  /** A duration beyond this is no duration. */
  private static final BigDecimal MOST_MILLIS = BigDecimal.valueOf(TimeUnit.DAYS.toMillis(30));

  /** OTLP's number of the kind. */
  private static final int INTERNAL = 1;

  private final LogEvent event;
  private final String agent;
  private final @Nullable String session;
  private final List<Attribute> attributes = new ArrayList<>();
  private ByteString traceId;
  private ByteString spanId;
  private ByteString parentSpanId = ByteString.EMPTY;
  private long startNanos;
  private int statusCode = WireSpan.UNSET;
  private String statusMessage = "";

  /**
   * @param agent the emitter's name, part of every id
   * @param session the session that the event belongs to, or null
   * @param prompt the prompt within it, or null
   */
  EventSpan(LogEvent event, String agent, @Nullable String session, @Nullable String prompt) {
    this.event = event;
    this.agent = agent;
    this.session = session;
    startNanos = event.timeNanos();
    String trace = event.traceId();
    if (trace != null) {
      traceId = event.sent().getTraceId();
      if (event.spanId() != null) {
        parentSpanId = event.sent().getSpanId();
      }
    } else if (session != null || prompt != null) {
      traceId = hash(16, "trace", session, prompt);
      if (prompt != null) {
        parentSpanId = promptId(prompt);
      }
    } else {
      traceId = recordHash(16);
    }
    spanId = recordHash(8);
    attributes.addAll(event.list());
    set(SOURCE, "log");
    set("gen_ai.conversation.id", session);
  }

  /** Whether a text only says that there was one. */
  static boolean isWithheld(String text) {
    return WITHHELD.contains(text);
  }

  /** The event is the prompt itself: what else happened because of it is below it. */
  EventSpan isPrompt(@Nullable String prompt) {
    if (prompt != null) {
      spanId = promptId(prompt);
      if (event.spanId() == null) {
        parentSpanId = ByteString.EMPTY;
      }
    }
    return set("gen_ai.operation.name", "invoke_agent");
  }

  /** The event is known by this id within its session; without one, by its whole record. */
  EventSpan id(String what, @Nullable String id) {
    if (id != null) {
      spanId = hash(8, what, session, id);
    }
    return this;
  }

  /** The event happened within that other one. */
  EventSpan below(String what, @Nullable String id) {
    if (id != null && event.spanId() == null) {
      parentSpanId = hash(8, what, session, id);
    }
    return this;
  }

  /** The event was written when what it tells of had ended, and took that long. */
  EventSpan tookMillis(@Nullable BigDecimal millis) {
    if (millis != null && millis.signum() > 0 && millis.compareTo(MOST_MILLIS) < 0) {
      long nanos = millis.movePointRight(6).longValue();
      startNanos = Math.max(1, event.timeNanos() - nanos);
    }
    return this;
  }

  EventSpan set(String key, @Nullable String value) {
    return value == null ? this : set(key, Value.of(value));
  }

  EventSpan set(String key, @Nullable Long value) {
    return value == null ? this : set(key, Value.of((long) value));
  }

  private EventSpan set(String key, Value value) {
    // Of a repeated key the first counts: what the event itself says under this name.
    if (!event.attributes().has(key)) {
      attributes.add(Attribute.of(key, value));
    }
    return this;
  }

  /** A message of one text, where the emitter was told to send it. */
  EventSpan says(String key, String role, @Nullable String text) {
    if (text == null || text.isEmpty() || isWithheld(text)) {
      return this;
    }
    ArrayNode messages = Json.MAPPER.createArrayNode();
    messages.addObject().put("role", role).set("parts", Parts.of(Messages.text(text)));
    return set(key, Json.canonical(messages));
  }

  /** Null arguments are unknown. */
  EventSpan failed(@Nullable String type, @Nullable String message) {
    statusCode = WireSpan.ERROR;
    statusMessage = message == null ? "" : message;
    return set("error.type", type);
  }

  EventSpan decided(boolean approved, @Nullable String by) {
    return set(APPROVAL, approved ? "approved" : "refused").set(APPROVAL_BY, by);
  }

  WireSpan build() {
    return new WireSpan(
        traceId,
        spanId,
        "",
        parentSpanId,
        event.name().startsWith(agent) ? event.name() : agent + '.' + event.name(),
        INTERNAL,
        startNanos,
        event.timeNanos(),
        List.copyOf(attributes),
        0,
        List.of(),
        List.of(),
        statusCode,
        statusMessage);
  }

  private ByteString promptId(String prompt) {
    return hash(8, "prompt", session, prompt);
  }

  private ByteString hash(int length, String what, @Nullable String... parts) {
    StringBuilder text = new StringBuilder(agent).append('\n').append(what);
    for (String part : parts) {
      text.append('\n').append(part == null ? "" : part.length() + ":" + part);
    }
    return ByteString.copyFrom(Sha256.of(text.toString()), 0, length);
  }

  private ByteString recordHash(int length) {
    return ByteString.copyFrom(Sha256.of(event.sent().toByteArray()), 0, length);
  }
}
