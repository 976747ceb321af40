package dev.parley.server.wire;

import com.google.protobuf.ByteString;
import dev.parley.server.wire.Traces.ResourceSpans;
import dev.parley.server.wire.Traces.ScopeSpans;
import java.util.ArrayList;
import java.util.List;

/** Reads a trace request field by field. Gives up on whatever is not as senders write it. */
final class TraceReader {
  private final WireInput in;

  TraceReader(byte[] body) {
    this.in = new WireInput(body);
  }

  Traces read() throws UnusualException {
    List<ResourceSpans> resources = new ArrayList<>(1);
    int end = in.end();
    while (in.at() < end) {
      int tag = in.tag(end);
      if (tag == WireInput.message(1)) {
        resources.add(resource(in.length(end)));
      } else {
        in.skip(tag, 1, end);
      }
    }
    return new Traces(resources);
  }

  private ResourceSpans resource(int end) throws UnusualException {
    List<Attribute> attributes = null;
    List<ScopeSpans> scopes = new ArrayList<>(2);
    while (in.at() < end) {
      int tag = in.tag(end);
      switch (tag) {
        case 1 << 3 | 2 -> {
          WireInput.once(attributes == null);
          attributes = resourceAttributes(in.length(end));
        }
        case 2 << 3 | 2 -> scopes.add(scope(in.length(end)));
        case 3 << 3 | 2 -> in.checkText(end);
        default -> in.skip(tag, 3, end);
      }
    }
    return new ResourceSpans(attributes == null ? List.of() : attributes, scopes);
  }

  private List<Attribute> resourceAttributes(int end) throws UnusualException {
    List<Attribute> attributes = new ArrayList<>();
    while (in.at() < end) {
      int tag = in.tag(end);
      switch (tag) {
        case 1 << 3 | 2 -> attributes.add(in.attribute(in.length(end), 0));
        case 2 << 3 -> in.varint(end);
        default -> in.skip(tag, 3, end);
      }
    }
    return attributes;
  }

  private ScopeSpans scope(int end) throws UnusualException {
    String name = null;
    String version = "";
    List<WireSpan> spans = new ArrayList<>();
    while (in.at() < end) {
      int tag = in.tag(end);
      switch (tag) {
        case 1 << 3 | 2 -> {
          WireInput.once(name == null);
          name = "";
          int inner = in.length(end);
          while (in.at() < inner) {
            int field = in.tag(inner);
            switch (field) {
              case 1 << 3 | 2 -> name = in.text(inner);
              case 2 << 3 | 2 -> version = in.text(inner);
              case 3 << 3 | 2 -> in.attribute(in.length(inner), 0);
              case 4 << 3 -> in.varint(inner);
              default -> in.skip(field, 4, inner);
            }
          }
        }
        case 2 << 3 | 2 -> spans.add(span(in.length(end)));
        case 3 << 3 | 2 -> in.checkText(end);
        default -> in.skip(tag, 3, end);
      }
    }
    return new ScopeSpans(name == null ? "" : name, version, spans);
  }

  private WireSpan span(int end) throws UnusualException {
    ByteString traceId = ByteString.EMPTY;
    ByteString spanId = ByteString.EMPTY;
    ByteString parentSpanId = ByteString.EMPTY;
    String traceState = "";
    String name = "";
    int kind = 0;
    long start = 0;
    long stop = 0;
    int dropped = 0;
    boolean judged = false;
    int statusCode = WireSpan.UNSET;
    String statusMessage = "";
    List<Attribute> attributes = new ArrayList<>(16);
    List<WireSpan.Event> events = List.of();
    List<WireSpan.Link> links = List.of();
    while (in.at() < end) {
      int tag = in.tag(end);
      switch (tag) {
        case 1 << 3 | 2 -> traceId = in.bytes(end);
        case 2 << 3 | 2 -> spanId = in.bytes(end);
        case 3 << 3 | 2 -> traceState = in.text(end);
        case 4 << 3 | 2 -> parentSpanId = in.bytes(end);
        case 5 << 3 | 2 -> name = in.text(end);
        case 6 << 3 -> kind = (int) in.varint(end);
        case 7 << 3 | 1 -> start = in.fixed64(end);
        case 8 << 3 | 1 -> stop = in.fixed64(end);
        case 9 << 3 | 2 -> attributes.add(in.attribute(in.length(end), 0));
        case 10 << 3 -> dropped = (int) in.varint(end);
        case 11 << 3 | 2 -> {
          events = events.isEmpty() ? new ArrayList<>() : events;
          events.add(event(in.length(end)));
        }
        case 13 << 3 | 2 -> {
          links = links.isEmpty() ? new ArrayList<>() : links;
          links.add(link(in.length(end)));
        }
        case 12 << 3, 14 << 3 -> in.varint(end);
        case 15 << 3 | 2 -> {
          WireInput.once(!judged);
          judged = true;
          int inner = in.length(end);
          while (in.at() < inner) {
            int field = in.tag(inner);
            switch (field) {
              case 2 << 3 | 2 -> statusMessage = in.text(inner);
              case 3 << 3 -> statusCode = (int) in.varint(inner);
              default -> in.skip(field, 3, inner);
            }
          }
        }
        case 16 << 3 | 5 -> in.fixed32(end);
        default -> in.skip(tag, 16, end);
      }
    }
    return new WireSpan(
        traceId,
        spanId,
        traceState,
        parentSpanId,
        name,
        kind,
        start,
        stop,
        attributes,
        dropped,
        events,
        links,
        statusCode,
        statusMessage);
  }

  private WireSpan.Event event(int end) throws UnusualException {
    long time = 0;
    String name = "";
    List<Attribute> attributes = new ArrayList<>();
    while (in.at() < end) {
      int tag = in.tag(end);
      switch (tag) {
        case 1 << 3 | 1 -> time = in.fixed64(end);
        case 2 << 3 | 2 -> name = in.text(end);
        case 3 << 3 | 2 -> attributes.add(in.attribute(in.length(end), 0));
        case 4 << 3 -> in.varint(end);
        default -> in.skip(tag, 4, end);
      }
    }
    return new WireSpan.Event(time, name, attributes);
  }

  private WireSpan.Link link(int end) throws UnusualException {
    ByteString traceId = ByteString.EMPTY;
    ByteString spanId = ByteString.EMPTY;
    List<Attribute> attributes = new ArrayList<>();
    while (in.at() < end) {
      int tag = in.tag(end);
      switch (tag) {
        case 1 << 3 | 2 -> traceId = in.bytes(end);
        case 2 << 3 | 2 -> spanId = in.bytes(end);
        case 3 << 3 | 2 -> in.checkText(end);
        case 4 << 3 | 2 -> attributes.add(in.attribute(in.length(end), 0));
        case 5 << 3 -> in.varint(end);
        case 6 << 3 | 5 -> in.fixed32(end);
        default -> in.skip(tag, 6, end);
      }
    }
    return new WireSpan.Link(traceId, spanId, attributes);
  }
}
