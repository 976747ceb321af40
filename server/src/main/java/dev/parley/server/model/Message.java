package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * One message as the current GenAI conventions write it: {@code {"role":…,"parts":[…],"name"?:…}},
 * without its finish reason, so that an answer and its later repetition in a history are the same
 * message.
 *
 * @param hash content address: the first 128 bits of the SHA-256 of {@code json}, as 32 lower-case
 *     hexadecimal digits
 * @param json canonical JSON: keys sorted, no white space
 */
public record Message(String hash, String json) {
  private static final String ROLE = "\"role\":\"";

  public Message {
    Hex.requireId(hash, 32, "hash");
  }

  /** Who says it; null where that can't be told by a glance at the end, the last key's place. */
  public @Nullable String role() {
    // Inside of a string the quotation marks would have backslashes before them.
    int key = json.lastIndexOf(ROLE);
    int end = json.length() - "\"}".length();
    if (key < 0 || key + ROLE.length() > end || !json.endsWith("\"}")) {
      return null;
    }
    String role = json.substring(key + ROLE.length(), end);
    return role.indexOf('"') < 0 && role.indexOf('\\') < 0 ? role : null;
  }
}
