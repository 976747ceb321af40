package dev.parley.server.prices;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A form in which others keep prices. Stateless. */
sealed interface PriceList permits LiteLlmList, GenAiPricesList {
  /** All forms that can be read. */
  List<PriceList> ALL = List.of(new LiteLlmList(), new GenAiPricesList());

  /** How reports call it. */
  String called();

  /** Whether the document has this form. */
  boolean recognises(JsonNode document);

  /** What the document says, and what of it can't be used and why. Never fails on an entry. */
  Listing read(JsonNode document);
}
