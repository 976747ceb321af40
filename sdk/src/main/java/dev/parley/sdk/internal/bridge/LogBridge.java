package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.internal.ContentCapture;
import dev.parley.sdk.internal.Enrichment;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Carries GenAI events from log records to the spans they belong to, and is the one place where the
 * two processors that this takes are made.
 *
 * <p>A record's context holds its span itself, so no register of living spans is needed: a span
 * that nobody tells about costs nothing when it starts, and one read when it ends. Whatever is
 * current at the time plays no part.
 */
public final class LogBridge {
  /** Of one message's content. */
  public static final int DEFAULT_MAX_LENGTH = 4_096;

  private static final String DETAILS = "gen_ai.client.inference.operation.details";
  private static final String CHOICE = "gen_ai.choice";
  private static final Map<String, String> PROMPT_ROLES =
      Map.of(
          "gen_ai.system.message", "system",
          "gen_ai.developer.message", "developer",
          "gen_ai.user.message", "user",
          "gen_ai.assistant.message", "assistant",
          "gen_ai.tool.message", "tool");
  private static final AttributeKey<String> EVENT_NAME = AttributeKey.stringKey("event.name");

  private final Guard guard = new Guard("Carrying an event to its span");
  private final OpenSpans spans = new OpenSpans();
  private final LongAdder dropped = new LongAdder();
  private final ContentFilter filter;
  private final MessageFormat format;
  private volatile boolean endIsSeen;

  /**
   * @param content its {@code steps} says whether what was said may be recorded: the library that
   *     emits the events has been asked already
   * @param maxLength of one message's content, in characters
   */
  public LogBridge(ContentCapture content, MessageFormat format, int maxLength) {
    this.filter = new ContentFilter(content.steps(), Math.max(maxLength, 0), content.redactor());
    this.format = format;
  }

  /** The processor that writes when a span ends; asking for it promises to install it. */
  public SpanProcessor spanProcessor() {
    endIsSeen = Enrichment.canWriteOnEnding();
    return endIsSeen ? new WritingSpanProcessor(this) : new ReleasingSpanProcessor(this);
  }

  /** How many events came when their span had ended, or was never recorded. */
  public long dropped() {
    return dropped.sum();
  }

  /** How many spans it keeps content of. */
  public int openSpans() {
    return spans.size();
  }

  public void clear() {
    spans.clear();
  }

  /** A record was emitted in this context. */
  public void emitted(Context context, ReadWriteLogRecord record) {
    guard.run(() -> carry(context, record));
  }

  void ending(ReadWriteSpan span) {
    SpanContent content = spans.remove(span);
    if (content != null) {
      guard.run(content::write);
    }
  }

  void ended(ReadableSpan span) {
    spans.remove(span);
  }

  private void carry(Context context, ReadWriteLogRecord record) {
    String name = name(record);
    if (name == null || !name.startsWith("gen_ai.")) {
      return;
    }
    String promptRole = PROMPT_ROLES.get(name);
    boolean details = name.equals(DETAILS);
    if (promptRole == null && !details && !name.equals(CHOICE)) {
      return;
    }
    Map<?, ?> body = PlainValue.of(record.getBodyValue()) instanceof Map<?, ?> map ? map : null;
    if (body == null && !details) {
      return;
    }
    if (!(Span.fromContext(context) instanceof ReadWriteSpan span) || !span.isRecording()) {
      dropped.increment();
      return;
    }
    SpanContent content = spans.content(span, filter, format);
    if (details) {
      content.details(record.getAttributes(), body == null ? Map.of() : body, endIsSeen);
    } else if (promptRole != null && body != null) {
      content.prompt(promptRole, body, endIsSeen);
    } else if (body != null) {
      content.choice(body, endIsSeen);
    }
  }

  /** The record's own field, else the attribute that came before it, else a body that is a name. */
  private static @Nullable String name(ReadWriteLogRecord record) {
    String name = record.getEventName();
    if (name == null || name.isEmpty()) {
      name = record.getAttribute(EVENT_NAME);
    }
    if (name == null) {
      Value<?> body = record.getBodyValue();
      name = body != null && body.getType() == ValueType.STRING ? body.asString() : null;
    }
    return name;
  }
}
