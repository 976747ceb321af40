package dev.parley.examples.javaagent;

import dev.parley.sdk.Observe;
import dev.parley.sdk.StepKind;

/** What the desk knows. Its method is a span, without a proxy. */
class Handbook {
  @Observe(kind = StepKind.TOOL)
  String search(@Observe.Argument("query") String question) {
    return question.contains("refund")
        ? "Refunds are paid to the card that an order was paid with."
        : "Parcels arrive two to three days after they left the warehouse.";
  }
}
