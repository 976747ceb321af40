package dev.parley.server.otlp;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** OTLP JSON in a file, read as the receiver reads it. */
public final class OtlpText {
  private OtlpText() {}

  public static ExportTraceServiceRequest traces(Path file) throws IOException {
    return (ExportTraceServiceRequest) OtlpJson.read(Files.readAllBytes(file), Signal.TRACES);
  }
}
