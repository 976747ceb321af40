package dev.parley.server.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** OTLP JSON, read as the receiver reads it. */
public final class OtlpText {
  private OtlpText() {}

  public static ExportTraceServiceRequest traces(Path file) throws IOException {
    return traces(Files.readString(file));
  }

  public static ExportTraceServiceRequest traces(String json) throws IOException {
    return (ExportTraceServiceRequest) OtlpJson.read(json.getBytes(UTF_8), Signal.TRACES);
  }

  public static ExportLogsServiceRequest logs(String json) throws IOException {
    return (ExportLogsServiceRequest) OtlpJson.read(json.getBytes(UTF_8), Signal.LOGS);
  }
}
