package dev.parley.examples.provider;

import com.sun.net.httpserver.Headers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a client's retry from its first attempt: by the header in which OpenAI's, Anthropic's and
 * AWS's clients count, else by whether the same request was refused right before. Thread-safe.
 */
final class Attempts {
  private static final Pattern AWS = Pattern.compile("attempt=(\\d+).*");

  private final Set<Integer> refused = ConcurrentHashMap.newKeySet();

  /**
   * Whether a request that is to be refused at first has been.
   *
   * @param seed a hash of the request
   */
  boolean isRetry(Headers headers, int seed) {
    String count = headers.getFirst("x-stainless-retry-count");
    if (count != null) {
      return !count.equals("0");
    }
    String aws = headers.getFirst("amz-sdk-request");
    if (aws != null) {
      Matcher attempt = AWS.matcher(aws);
      return attempt.matches() && !attempt.group(1).equals("1");
    }
    return refused.remove(seed) || !refused.add(seed);
  }
}
