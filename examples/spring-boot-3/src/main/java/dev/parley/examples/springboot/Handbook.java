package dev.parley.examples.springboot;

import dev.parley.sdk.Observe;
import dev.parley.sdk.StepKind;
import org.springframework.stereotype.Service;

/** What the desk knows. */
@Service
public class Handbook {
  @Observe(kind = StepKind.TOOL)
  public String search(@Observe.Argument("query") String question) {
    return question.contains("refund")
        ? "Refunds are paid to the card that an order was paid with."
        : "Parcels arrive two to three days after they left the warehouse.";
  }
}
