package dev.parley.server.store.duckdb;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Identity;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Origin;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Score;
import dev.parley.server.model.Span;
import dev.parley.server.model.Tool;
import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Group;
import dev.parley.server.store.LogRow;
import dev.parley.server.store.Messages;
import dev.parley.server.store.PointRow;
import dev.parley.server.store.ScoreRow;
import dev.parley.server.store.SpanChange;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.ToldRow;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.Source;
import dev.parley.server.trace.Standing;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a group's rows, each value in the order of the schema's columns. */
final class Rows {
  /** In the order of the columns. */
  private static final TokenBucket[] BUCKETS = {
    TokenBucket.INPUT,
    TokenBucket.CACHE_READ,
    TokenBucket.CACHE_WRITE,
    TokenBucket.CACHE_WRITE_5M,
    TokenBucket.CACHE_WRITE_1H,
    TokenBucket.AUDIO_INPUT,
    TokenBucket.OUTPUT,
    TokenBucket.REASONING,
    TokenBucket.AUDIO_OUTPUT
  };

  private Rows() {}

  static void span(RowAppender row, Group group, SpanRow spanRow) throws SQLException {
    Span span = spanRow.span();
    row.begin()
        .text(group.project())
        .integer(spanRow.day())
        .uuid(SpanIds.trace(span.key().traceId()))
        .number(SpanIds.span(span.key().spanId()))
        .numberOrNull(SpanIds.spanOrNull(span.parentSpanId()))
        .number(span.startNanos())
        .number(span.durationNanos())
        .number(group.receivedNanos());
    row.text(span.name())
        .name(span.otelKind())
        .name(span.kind())
        .text(spanRow.spanKind())
        .flag(span.kind().isGenAi())
        .textOrNull(span.operation())
        .text(span.origin().service())
        .textOrNull(span.origin().environment())
        .text(span.origin().scopeName())
        .text(span.origin().scopeVersion())
        .name(span.dialect())
        .name(span.status())
        .textOrNull(span.failure() == null ? null : span.failure().type())
        .textOrNull(span.failure() == null ? null : span.failure().message());
    Standing standing = spanRow.standing();
    call(row, span.call(), standing);
    identity(row, span.identity(), standing);
    Tool tool = span.tool();
    row.textOrNull(tool == null ? null : tool.name())
        .textOrNull(tool == null ? null : tool.callId())
        .textOrNull(spanRow.toolArguments())
        .textOrNull(spanRow.toolResult());
    row.uuids(spanRow.system()).uuids(spanRow.input()).uuids(spanRow.output());
    row.uuid(spanRow.resource())
        .text(spanRow.attributes())
        .text(spanRow.events())
        .text(spanRow.links())
        .text(span.raw().traceState())
        .integer(span.raw().droppedAttributes());
    standing(row, spanRow.mark(), standing);
    row.end();
  }

  static void content(RowAppender row, Group group, ContentRow content) throws SQLException {
    row.begin()
        .text(group.project())
        .integer(content.address().day())
        .uuid(content.address().hash());
    if (content.address().table() == Address.Table.MESSAGES) {
      row.textOrNull(content.role());
    }
    row.text(content.text()).end();
  }

  static void title(RowAppender row, String project, ContentRow message) throws SQLException {
    String title = "user".equals(message.role()) ? Messages.title(message.text()) : null;
    row.begin()
        .text(project)
        .integer(message.address().day())
        .uuid(message.address().hash())
        .textOrNull("user".equals(message.role()) && title == null ? "" : title)
        .end();
  }

  static void log(RowAppender row, Group group, LogRow logRow) throws SQLException {
    LogRecord log = logRow.record();
    row.begin()
        .text(group.project())
        .integer(logRow.address().day())
        .uuid(logRow.address().hash())
        .number(log.timeNanos())
        .number(log.observedNanos())
        .number(group.receivedNanos())
        .uuidOrNull(log.traceId() == null ? null : SpanIds.trace(log.traceId()))
        .numberOrNull(SpanIds.spanOrNull(log.spanId()))
        .integer(log.severity())
        .textOrNull(log.eventName());
    origin(row, log.origin(), logRow.resource());
    row.text(logRow.body()).text(logRow.attributes());
    ToldRow told = logRow.told();
    row.textOrNull(told == null ? null : told.whole() ? "whole" : "message")
        .uuids(told == null ? List.of() : told.system())
        .uuids(told == null ? List.of() : told.input())
        .uuids(told == null ? List.of() : told.output())
        .end();
  }

  static void point(RowAppender row, Group group, PointRow pointRow) throws SQLException {
    MetricPoint point = pointRow.point();
    row.begin()
        .text(group.project())
        .integer(pointRow.address().day())
        .uuid(pointRow.address().hash())
        .number(point.timeNanos())
        .number(point.startNanos())
        .number(group.receivedNanos())
        .text(point.name())
        .name(point.type())
        .text(point.unit())
        .text(point.description())
        .flag(point.delta())
        .flag(point.monotonic());
    origin(row, point.origin(), pointRow.resource());
    row.text(point.attributes()).realOrNull(point.value()).text(point.data()).end();
  }

  static void score(RowAppender row, Group group, ScoreRow scoreRow) throws SQLException {
    Score score = scoreRow.score();
    Score.About about = score.about();
    row.begin()
        .text(group.project())
        .integer(scoreRow.address().day())
        .uuid(scoreRow.address().hash())
        .text(score.id())
        .number(score.timeNanos())
        .number(group.receivedNanos())
        .text(score.name())
        .realOrNull(score.value())
        .textOrNull(score.label())
        .textOrNull(score.explanation())
        .name(score.source())
        .textOrNull(score.evaluator())
        .uuidOrNull(about.traceId() == null ? null : SpanIds.trace(about.traceId()))
        .numberOrNull(SpanIds.spanOrNull(about.spanId()))
        .textOrNull(about.conversationId())
        .integerOrNull(about.turn())
        .textOrNull(about.responseId())
        .end();
  }

  private static void origin(RowAppender row, Origin origin, UUID resource) throws SQLException {
    row.text(origin.service())
        .textOrNull(origin.environment())
        .text(origin.scopeName())
        .text(origin.scopeVersion())
        .uuid(resource);
  }

  private static void call(RowAppender row, Call call, Standing standing) throws SQLException {
    row.textOrNull(call.provider())
        .textOrNull(call.requestModel())
        .textOrNull(call.responseModel())
        .name(standing.role())
        .flag(standing.counted());
    Usage usage = call.usage() == null ? Usage.unknown() : call.usage();
    for (TokenBucket bucket : BUCKETS) {
      row.numberOrNull(usage.get(bucket));
    }
    row.numberOrNull(usage.reportedTotal());
    ReportedCost cost = call.cost();
    row.costOrNull(cost == null ? null : cost.total());
    if (cost == null) {
      row.textOrNull(null);
    } else {
      row.name(cost.source());
    }
    row.textOrNull(call.serviceTier())
        .textOrNull(call.responseId())
        .texts(call.finishReasons())
        .numberOrNull(call.timeToFirstTokenNanos());
  }

  private static void identity(RowAppender row, Identity identity, Standing standing)
      throws SQLException {
    row.textOrNull(standing.conversationId())
        .integerOrNull(identity.turn())
        .flag(identity.turnAutomatic())
        .textOrNull(standing.userId())
        .textOrNull(identity.workflowId())
        .textOrNull(identity.workflowType())
        .textOrNull(standing.agentId())
        .textOrNull(standing.agentName())
        .textOrNull(identity.category());
  }

  private static void standing(RowAppender row, @Nullable Mark mark, Standing standing)
      throws SQLException {
    row.nameOrNull(mark)
        .numberOrNull(standing.duplicateOf() == 0 ? null : standing.duplicateOf())
        .flag(standing.fills())
        .integer(standing.seenBy());
    found(row, standing.conversationSource());
    found(row, standing.userSource());
    found(row, standing.agentSource());
  }

  /** What is the span's own is not marked: it is most of what there is. */
  private static void found(RowAppender row, @Nullable Source source) throws SQLException {
    row.nameOrNull(source == Source.OWN ? null : source);
  }

  /** One row of the table that {@link StandingSql#apply} reads. */
  static void change(RowAppender row, SpanChange change) throws SQLException {
    Standing standing = change.standing();
    row.begin()
        .uuid(SpanIds.trace(change.key().traceId()))
        .number(SpanIds.span(change.key().spanId()))
        .flag(standing.counted() != change.before().counted())
        .name(standing.role())
        .flag(standing.counted())
        .textOrNull(standing.conversationId())
        .textOrNull(standing.userId())
        .textOrNull(standing.agentId())
        .textOrNull(standing.agentName());
    standing(row, change.mark(), standing);
    row.end();
  }
}
