package dev.parley.examples.langchain4j;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;

/** What the model may ask the shop for. */
final class Orders {
  @Tool(name = "look_up_order", value = "Where an order is, and how it was paid")
  String lookUp(@P(name = "order", description = "The order's number") String order) {
    return "{\"order\":\""
        + order
        + "\",\"returned_on\":\"2 May\",\"total\":\"$42.00\",\"payment_method\":\"card\"}";
  }

  @Tool(name = "issue_refund", value = "Pays back what was paid for an order")
  String refund(
      @P(name = "order", description = "The order's number") String order,
      @P(name = "reason", description = "Why, in a few words") String reason) {
    return "{\"refund\":\"R-" + order + "\",\"total\":\"$42.00\",\"reason\":\"" + reason + "\"}";
  }
}
