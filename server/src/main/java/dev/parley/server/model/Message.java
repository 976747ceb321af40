package dev.parley.server.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message as the current GenAI conventions write it: {@code {"role":…,"parts":[…],"name"?:…}},
 * without its finish reason, so that an answer and its later repetition in a history are the same
 * message. Thread-safe; two are equal when their JSON is.
 */
public final class Message {
  private static final String ROLE = "\"role\":\"";

  private final String json;

  /** Computed when it is first asked for: whoever only looks at messages needs none. */
  private @Nullable UUID hash;

  /**
   * @param json canonical JSON: keys sorted, no white space
   */
  public Message(String json) {
    this.json = json;
  }

  /** Canonical JSON. */
  public String json() {
    return json;
  }

  /** Content address: the first 128 bits of the SHA-256 of the JSON's UTF-8. */
  public UUID hash() {
    UUID known = hash;
    if (known == null) {
      known = Sha256.address(json);
      hash = known;
    }
    return known;
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

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Message message && json.equals(message.json));
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return json;
  }
}
