package dev.parley.sdk;

import io.opentelemetry.api.common.AttributeKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decided about a tool's call.
 *
 * @param by who decided; null when it is not known
 * @param reason null when none was given
 */
record Approval(
    boolean granted, @Nullable String by, @Nullable Instant at, @Nullable String reason) {
  private static final AttributeKey<String> DECISION =
      AttributeKey.stringKey("parley.tool.approval");
  private static final AttributeKey<String> BY = AttributeKey.stringKey("parley.tool.approval.by");
  private static final AttributeKey<String> AT = AttributeKey.stringKey("parley.tool.approval.at");
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey("parley.tool.approval.reason");

  /** The reason is what somebody said: recorded where content is, redacted and cut as that. */
  void write(SpanWriter span, Parley parley) {
    span.set(DECISION, granted ? "approved" : "refused");
    span.set(BY, by);
    span.set(AT, at == null ? null : at.toString());
    RecordedText said =
        reason == null ? null : RecordedText.of(parley, REASON.getKey(), () -> reason);
    span.set(REASON, said == null ? null : said.text());
  }
}
