package dev.parley.sdk;

import dev.parley.sdk.internal.ContentCapture;
import dev.parley.sdk.internal.Settings;
import dev.parley.sdk.internal.bridge.LogBridge;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages that instrumentations emit as log events onto the spans they belong to, for
 * back ends that read spans only. {@link ParleyBuilder} has it built in; this is for providers of
 * your own:
 *
 * <pre>{@code
 * ParleyLogProcessor bridge = ParleyLogProcessor.create();
 * SdkTracerProvider.builder()
 *     .addSpanProcessor(ParleySpanProcessor.create(prices))
 *     .addSpanProcessor(bridge.spanProcessor())      // behind the one that needs the usage
 *     .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
 * SdkLoggerProvider.builder()
 *     .addLogRecordProcessor(bridge)
 * }</pre>
 *
 * <p><b>Read</b> are {@code gen_ai.system.message}, {@code .developer.message}, {@code
 * .user.message}, {@code .assistant.message}, {@code .tool.message}, {@code gen_ai.choice} and
 * {@code gen_ai.client.inference.operation.details}; the name may be the record's or stand in
 * {@code event.name}. Other records, and messages whose body is no map, pass by. Records themselves
 * are never changed or held back.
 *
 * <p><b>Which span</b> is told by the record's own context, whatever is current. One that has ended
 * already, or is not recorded, takes nothing any more: such events are counted ({@link #dropped}).
 *
 * <p><b>Written</b> are, by {@link MessageFormat}: {@code gen_ai.input.messages}, {@code
 * gen_ai.output.messages} and {@code gen_ai.system_instructions}; {@code gen_ai.prompt} and {@code
 * gen_ai.completion} (JSON arrays), {@code gen_ai.prompt.0.role}, {@code .content}, {@code
 * .tool_calls} (JSON), {@code .tool_call_id}, {@code gen_ai.completion.0.finish_reason}, {@code
 * .index}, and one event each, {@code gen_ai.content.prompt} and {@code gen_ai.content.completion}.
 * Both by default, because which form a back end reads is not known. What the span has already
 * stays. They are written when the span ends, behind its usage and cost; without {@link
 * #spanProcessor} each message when it comes, and the rest with the answer.
 *
 * <p>Content is cut at {@link Builder#maxContentLength}, which {@code gen_ai.prompt.truncated} and
 * {@code gen_ai.completion.truncated} tell; JSON stays JSON. Where capturing content is switched
 * off, roles, names, ids and reasons are written and nothing that was said. Thread-safe; never
 * throws.
 */
public final class ParleyLogProcessor implements LogRecordProcessor {
  private final LogBridge bridge;

  ParleyLogProcessor(LogBridge bridge) {
    this.bridge = bridge;
  }

  /** A bridge with every default. */
  public static ParleyLogProcessor create() {
    return builder().build();
  }

  /** A bridge to be described; what is not said comes from the settings. */
  public static Builder builder() {
    return new Builder(Settings.ofSystem());
  }

  /**
   * The other half, for the tracer provider: it writes a span's content at its end and lets go of
   * it. Once asked for, it must be installed.
   */
  public SpanProcessor spanProcessor() {
    return bridge.spanProcessor();
  }

  /** How many GenAI events had no span that could still be written to. */
  public long dropped() {
    return bridge.dropped();
  }

  /** How many spans it keeps content of: those that are under way, 1,000 at most. */
  public int openSpans() {
    return bridge.openSpans();
  }

  @Override
  public void onEmit(Context context, ReadWriteLogRecord record) {
    bridge.emitted(context, record);
  }

  @Override
  public CompletableResultCode shutdown() {
    bridge.clear();
    return CompletableResultCode.ofSuccess();
  }

  /** How content is written. Not thread-safe. */
  public static final class Builder {
    private final Settings settings;
    private int maxContentLength = LogBridge.DEFAULT_MAX_LENGTH;
    private MessageFormat format = MessageFormat.BOTH;
    private @Nullable Boolean captureContent;
    private @Nullable Redactor redactor;

    Builder(Settings settings) {
      this.settings = settings;
    }

    /** The longest content of one message, in characters; 4,096 by default. */
    public Builder maxContentLength(int characters) {
      this.maxContentLength = characters;
      return this;
    }

    /** {@link MessageFormat#BOTH} by default. */
    public Builder messageFormat(MessageFormat messageFormat) {
      this.format = messageFormat;
      return this;
    }

    /**
     * Whether what was said is recorded, where the event has it; true by default. {@code
     * OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false} always forbids it.
     */
    public Builder captureContent(boolean enabled) {
      this.captureContent = enabled;
      return this;
    }

    /** Sees every text before it is written. */
    public Builder redactor(Redactor contentRedactor) {
      this.redactor = contentRedactor;
      return this;
    }

    public ParleyLogProcessor build() {
      ContentCapture content = ContentCapture.of(settings, captureContent, redactor);
      return new ParleyLogProcessor(new LogBridge(content, format, maxContentLength));
    }
  }
}
