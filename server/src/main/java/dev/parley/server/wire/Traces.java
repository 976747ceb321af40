package dev.parley.server.wire;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one request.
 *
 * @param resources in order
 */
public record Traces(List<ResourceSpans> resources) {
  /**
   * The spans of one resource.
   *
   * @param attributes the resource's, in order
   * @param scopes in order
   */
  public record ResourceSpans(List<Attribute> attributes, List<ScopeSpans> scopes) {}

  /**
   * The spans of one instrumentation scope.
   *
   * @param name the scope's, may be empty
   * @param version the scope's, may be empty
   * @param spans in order
   */
  public record ScopeSpans(String name, String version, List<WireSpan> spans) {}

  /**
   * Reads a request that is like those of all known senders. Null for any other: damaged, nested
   * deeply, with text that is not UTF-8, with fields that appear twice or in a form that is not
   * theirs. OTLP's generated classes decide what becomes of these, and {@link
   * #of(ExportTraceServiceRequest)} takes over what they read.
   *
   * @param body must stay as it is for as long as what is returned is used
   */
  public static @Nullable Traces read(byte[] body) {
    try {
      return new TraceReader(body).read();
    } catch (UnusualException unusual) {
      return null;
    }
  }

  public static Traces of(ExportTraceServiceRequest request) {
    return Generated.traces(request);
  }
}
