package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.JsonNode;

/** What a message says, in whichever of its forms: a text, or a list of parts. */
final class Texts {

  private Texts() {}

  /** The text, or the texts of all parts; empty where there is none. */
  static String of(JsonNode content) {
    if (!content.isArray()) {
      return content.isObject() ? content.path("text").asText() : content.asText("");
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()));
    return text.toString();
  }
}
