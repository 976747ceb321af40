package dev.parley.server.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.parley.server.dialect.Translation;
import dev.parley.server.dialect.Translator;
import dev.parley.server.wire.Traces;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;

/** The three things that OTLP carries. */
enum Signal {
  TRACES("/v1/traces", "resourceSpans", "rejectedSpans", TraceServiceGrpc.SERVICE_NAME) {
    @Override
    Message.Builder request() {
      return ExportTraceServiceRequest.newBuilder();
    }

    @Override
    Translation translate(Message request) {
      return Translator.spans((ExportTraceServiceRequest) request);
    }

    @Override
    Translation read(byte[] body) throws IOException {
      Traces traces = Traces.read(body);
      return traces == null ? super.read(body) : Translator.spans(traces);
    }

    @Override
    Message response(Translation translation) {
      return ExportTraceServiceResponse.newBuilder()
          .setPartialSuccess(
              ExportTracePartialSuccess.newBuilder()
                  .setRejectedSpans(translation.rejected())
                  .setErrorMessage(translation.reasons()))
          .build();
    }
  },
  LOGS("/v1/logs", "resourceLogs", "rejectedLogRecords", LogsServiceGrpc.SERVICE_NAME) {
    @Override
    Message.Builder request() {
      return ExportLogsServiceRequest.newBuilder();
    }

    @Override
    Translation translate(Message request) {
      return Translator.logs((ExportLogsServiceRequest) request);
    }

    @Override
    Message response(Translation translation) {
      return ExportLogsServiceResponse.newBuilder()
          .setPartialSuccess(
              ExportLogsPartialSuccess.newBuilder()
                  .setRejectedLogRecords(translation.rejected())
                  .setErrorMessage(translation.reasons()))
          .build();
    }
  },
  METRICS("/v1/metrics", "resourceMetrics", "rejectedDataPoints", MetricsServiceGrpc.SERVICE_NAME) {
    @Override
    Message.Builder request() {
      return ExportMetricsServiceRequest.newBuilder();
    }

    @Override
    Translation translate(Message request) {
      return Translator.points((ExportMetricsServiceRequest) request);
    }

    @Override
    Message response(Translation translation) {
      return ExportMetricsServiceResponse.newBuilder()
          .setPartialSuccess(
              ExportMetricsPartialSuccess.newBuilder()
                  .setRejectedDataPoints(translation.rejected())
                  .setErrorMessage(translation.reasons()))
          .build();
    }
  };

  /** An AnyValue inside lists of key-values takes three messages a level. */
  private static final int MAX_MESSAGE_DEPTH = 64 * 3 + 16;

  final String path;

  /** The one key of a request's JSON. */
  final String jsonKey;

  /** What the JSON of a partial success counts. */
  final String jsonRejected;

  final String grpcService;

  Signal(String path, String jsonKey, String jsonRejected, String grpcService) {
    this.path = path;
    this.jsonKey = jsonKey;
    this.jsonRejected = jsonRejected;
    this.grpcService = grpcService;
  }

  abstract Message.Builder request();

  abstract Translation translate(Message request);

  /**
   * Decodes a request and translates it.
   *
   * @throws IOException if the bytes are no such message
   * @throws Refusal if they are clearly another signal's
   */
  Translation read(byte[] body) throws IOException {
    return checkAndTranslate(parse(body));
  }

  /**
   * Translates a decoded request.
   *
   * @throws Refusal if it is clearly another signal's
   */
  Translation checkAndTranslate(Message request) {
    Hints.check(this, request);
    return translate(request);
  }

  /** The response that tells of rejected records. */
  abstract Message response(Translation translation);

  /**
   * Decodes a request; text that is not UTF-8 is repaired, because one bad attribute must not cost
   * a batch.
   *
   * @throws IOException if the bytes are no such message
   */
  Message parse(byte[] body) throws IOException {
    try {
      return parseStrictly(body);
    } catch (InvalidProtocolBufferException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.contains("UTF-8")) {
        throw e;
      }
      Descriptor descriptor = request().getDescriptorForType();
      return parseStrictly(Utf8Repair.repair(body, descriptor, MAX_MESSAGE_DEPTH));
    }
  }

  private Message parseStrictly(byte[] body) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(body);
    in.setRecursionLimit(MAX_MESSAGE_DEPTH);
    Message.Builder request = request().mergeFrom(in);
    in.checkLastTagWas(0);
    return request.build();
  }
}
