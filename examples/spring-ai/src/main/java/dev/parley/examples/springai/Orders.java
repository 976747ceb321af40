package dev.parley.examples.springai;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.stereotype.Component;

/** What the model may ask the shop for. */
@Component
class Orders {
  @Tool(name = "look_up_order", description = "Where an order is, and how it was paid")
  String lookUp(String order) {
    return "{\"order\":\""
        + order
        + "\",\"returned_on\":\"2 May\",\"total\":\"$42.00\",\"payment_method\":\"card\"}";
  }
}
