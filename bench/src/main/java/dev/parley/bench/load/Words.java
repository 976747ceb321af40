package dev.parley.bench.load;

import java.util.Random;

/**
 * Text that repeats itself as little as speech does: words of a vocabulary of thousands, the
 * frequent ones often (Zipf's law). Two pieces are almost never the same. Not thread-safe.
 */
final class Words {
  private static final int VOCABULARY = 8_000;
  private static final int POOL = 8 << 20;

  private static final String TEXT = text();

  private final Random random;

  Words(Random random) {
    this.random = random;
  }

  private static String text() {
    Random random = new Random(11);
    String[] words = new String[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      StringBuilder word = new StringBuilder();
      int letters = 2 + random.nextInt(8);
      for (int k = 0; k < letters; k++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words[i] = word.toString();
    }
    StringBuilder text = new StringBuilder(POOL + 16);
    while (text.length() < POOL) {
      double rank = Math.pow(VOCABULARY, random.nextDouble());
      text.append(words[(int) rank - 1]).append(random.nextInt(12) == 0 ? ". " : " ");
    }
    return text.toString();
  }

  /** A piece of the given length in characters, all of them ASCII and none that JSON escapes. */
  String piece(int characters) {
    int from = random.nextInt(TEXT.length() - characters);
    return TEXT.substring(from, from + characters);
  }
}
