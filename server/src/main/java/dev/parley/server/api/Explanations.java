package dev.parley.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.server.dialect.Explainer;
import dev.parley.server.dialect.Explanation;
import dev.parley.server.query.SpanDetail;
import dev.parley.server.query.Times;

/** Gives a stored span back to the mapping, to be told why it reads as it does. */
final class Explanations {
  private Explanations() {}

  static Explanation of(SpanDetail span) {
    ArrayNode events = JsonNodeFactory.instance.arrayNode();
    for (SpanDetail.Event event : span.events()) {
      events
          .addObject()
          .put("name", event.name())
          .put("timeUnixNano", event.time() == null ? 0 : Times.nanos(event.time()))
          .set("attributes", event.attributes());
    }
    return Explainer.explain(
        new Explainer.Stored(
            span.scope().name(),
            span.item().name(),
            Times.nanos(span.item().start()),
            Math.round(span.item().durationMs() * 1e6),
            span.resource(),
            span.attributes(),
            events));
  }
}
