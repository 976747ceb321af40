package dev.parley.examples.provider;

/**
 * Tokens the way their numbers usually come out: about four characters each, a few for every
 * message.
 *
 * @param input the whole prompt
 * @param cacheRead of it, what came from the cache
 * @param cacheWritten of it, what was put into the cache
 * @param output all that was written, thoughts included
 * @param reasoning of it, the thoughts
 */
record Tokens(int input, int cacheRead, int cacheWritten, int output, int reasoning) {

  private static final int CACHE_MINIMUM = 1024;
  private static final int CACHE_STEP = 128;

  /** The tokens of a text. */
  static int of(String text) {
    return (text.length() + 3) / 4;
  }

  /**
   * Of a provider that caches by itself: prompts of 1,024 tokens and more in steps of 128, from
   * their beginning up to the newest message, as OpenAI's prompt caching documents it.
   */
  static Tokens cachedByItself(Prompt prompt, Reply reply, boolean thinks) {
    int earlier = earlier(prompt);
    int cached = earlier >= CACHE_MINIMUM ? earlier - earlier % CACHE_STEP : 0;
    return new Tokens(input(prompt), cached, 0, output(reply, thinks), reasoning(reply, thinks));
  }

  /**
   * Of a provider that caches what the request marks: the first time it is written, later on it is
   * read. Real ones want a thousand tokens at least; here short examples show it too.
   */
  static Tokens cachedWhereMarked(Prompt prompt, Reply reply) {
    int marked = prompt.marked() == 0 ? 0 : before(prompt, prompt.marked());
    int read = Math.min(marked, earlier(prompt));
    return new Tokens(input(prompt), read, marked - read, output(reply, false), 0);
  }

  /** What neither came from the cache nor went into it. */
  int uncached() {
    return input - cacheRead - cacheWritten;
  }

  private static int input(Prompt prompt) {
    return 3 + before(prompt, prompt.said().size());
  }

  /** What was sent before this conversation's latest answer has been seen by the cache. */
  private static int earlier(Prompt prompt) {
    for (int i = prompt.said().size() - 1; i >= 0; i--) {
      if (prompt.said().get(i).role() == Said.Role.ASSISTANT) {
        return before(prompt, i);
      }
    }
    return 0;
  }

  private static int before(Prompt prompt, int messages) {
    return prompt.toolTokens()
        + prompt.said().subList(0, messages).stream().mapToInt(Said::tokens).sum();
  }

  private static int output(Reply reply, boolean thinks) {
    int output = 1 + of(reply.content()) + reasoning(reply, thinks);
    for (Reply.Call call : reply.calls()) {
      output += 8 + of(call.tool()) + of(call.arguments());
    }
    return output;
  }

  private static int reasoning(Reply reply, boolean thinks) {
    return thinks ? 64 * (1 + of(reply.content()) / 60) : 0;
  }
}
