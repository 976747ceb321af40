package dev.parley.examples.provider;

import java.util.Random;
import java.util.UUID;

/**
 * The ids of an answer: the same for the same request.
 *
 * @param seed a hash of the request
 */
record Identity(int seed) {

  /** Twenty-four letters and digits that depend on the request and this number alone. */
  String token(int number) {
    Random random = new Random(seed * 31L + number);
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      token.append(Character.forDigit(random.nextInt(36), 36));
    }
    return token.toString();
  }

  /** The id of the answer, behind a provider's prefix. */
  String answer(String prefix) {
    return prefix + token(0);
  }

  /** The id of a call of a tool, behind a provider's prefix; calls count from 0. */
  String call(String prefix, int call) {
    return prefix + token(call + 1);
  }

  /** A UUID, as AWS names requests. */
  String uuid() {
    Random random = new Random(seed);
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
