package dev.parley.spring.observation;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads each span's attributes and resource once, however often the exporter asks for them.
 *
 * <p>Micrometer hands exporters a copy of each span that builds its attributes and its resource
 * anew whenever it is asked, which OTLP's exporter does several times a span. A resource of its own
 * also makes each span a group of its own in what is sent: here spans of equal resources share one,
 * and what they share is sent once. Thread-safe.
 */
public final class SnapshotExporter implements SpanExporter {
  private final SpanExporter exporter;
  private volatile @Nullable Resource last;

  /**
   * @param exporter what the spans are handed to; closed with this
   */
  public SnapshotExporter(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    List<SpanData> snapshots = new ArrayList<>(spans.size());
    for (SpanData span : spans) {
      snapshots.add(new Snapshot(span, shared(span.getResource())));
    }
    return exporter.export(snapshots);
  }

  private Resource shared(Resource resource) {
    Resource known = last;
    if (known != null && known.equals(resource)) {
      return known;
    }
    last = resource;
    return resource;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  private static final class Snapshot extends DelegatingSpanData {
    private final Attributes attributes;
    private final int totalAttributes;
    private final Resource resource;

    Snapshot(SpanData span, Resource resource) {
      super(span);
      this.attributes = span.getAttributes();
      this.totalAttributes = span.getTotalAttributeCount();
      this.resource = resource;
    }

    @Override
    public Attributes getAttributes() {
      return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
      return totalAttributes;
    }

    @Override
    public Resource getResource() {
      return resource;
    }
  }
}
