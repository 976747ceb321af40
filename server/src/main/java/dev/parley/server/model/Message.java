package dev.parley.server.model;

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
  public Message {
    Hex.requireId(hash, 32, "hash");
  }
}
