package dev.parley.server.dialect;

import dev.parley.server.model.Batch;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Origin;
import dev.parley.server.model.Score;
import dev.parley.server.model.Span;
import dev.parley.server.wire.Generated;
import dev.parley.server.wire.Traces;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/** Turns decoded OTLP requests into canonical records. Stateless and thread-safe. */
public final class Translator {
  private Translator() {}

  public static Translation spans(ExportTraceServiceRequest request) {
    return spans(Traces.of(request));
  }

  public static Translation spans(Traces request) {
    List<Span> spans = new ArrayList<>();
    List<Score> scores = new ArrayList<>();
    Rejections rejections = new Rejections();
    for (var resource : request.resources()) {
      Origins origins = new Origins(resource.attributes());
      for (var scope : resource.scopes()) {
        Origin origin = origins.in(scope.name(), scope.version());
        for (var sent : scope.spans()) {
          Span span = SpanMapper.map(origin, origins.attributes(), sent, rejections);
          if (span != null) {
            spans.add(span);
            scores.addAll(Scores.of(sent, span));
          }
        }
      }
    }
    return Translation.of(new Batch(spans, List.of(), List.of(), scores), rejections);
  }

  /** The records, and the spans that events of coding agents stand for. */
  public static Translation logs(ExportLogsServiceRequest request) {
    List<LogRecord> logs = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    List<Score> scores = new ArrayList<>();
    Rejections rejections = new Rejections();
    for (var resource : request.getResourceLogsList()) {
      Origins origins = origins(resource.getResource());
      for (var scope : resource.getScopeLogsList()) {
        Origin origin = origins.in(scope.getScope().getName(), scope.getScope().getVersion());
        for (var sent : scope.getLogRecordsList()) {
          LogEvent event = LogMapper.event(origin, sent, rejections);
          if (event != null) {
            logs.add(LogMapper.map(origin, event));
            Score score = Scores.of(event);
            if (score != null) {
              scores.add(score);
            }
            var told = EventVocabulary.read(event);
            Span span =
                told == null
                    ? null
                    : SpanMapper.map(origin, origins.attributes(), told, rejections);
            if (span != null) {
              spans.add(span);
            }
          }
        }
      }
    }
    return Translation.of(new Batch(spans, logs, List.of(), scores), rejections);
  }

  public static Translation points(ExportMetricsServiceRequest request) {
    List<MetricPoint> points = new ArrayList<>();
    Rejections rejections = new Rejections();
    for (var resource : request.getResourceMetricsList()) {
      Origins origins = origins(resource.getResource());
      for (var scope : resource.getScopeMetricsList()) {
        Origin origin = origins.in(scope.getScope().getName(), scope.getScope().getVersion());
        for (var metric : scope.getMetricsList()) {
          new MetricMapper(origin, metric, points, rejections).map();
        }
      }
    }
    return Translation.of(Batch.ofPoints(points), rejections);
  }

  private static Origins origins(Resource resource) {
    return new Origins(Generated.attributes(resource.getAttributesList()));
  }
}
