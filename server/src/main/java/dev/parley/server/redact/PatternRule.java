package dev.parley.server.redact;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A regular expression of the user's. One that goes back and forth over a text too often is
 * stopped, and the rest of the text counts as found: what could not be looked through is not kept.
 * The bound is one of looks, not of time, so that a text has the same fate each time it is sent.
 */
final class PatternRule implements Rule {
  private static final Logger log = LoggerFactory.getLogger(PatternRule.class);
  private static final int LOOKS_PER_CHARACTER = 200;
  private static final int LOOKS_AT_LEAST = 1_000;

  private final String name;
  private final Pattern pattern;
  private final AtomicBoolean told = new AtomicBoolean();

  PatternRule(String name, Pattern pattern) {
    this.name = name;
    this.pattern = pattern;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void find(String text, Finder finder) {
    Matcher matcher = pattern.matcher(new Watched(text));
    int done = 0;
    try {
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          finder.found(matcher.start(), matcher.end());
          done = matcher.end();
        }
      }
    } catch (TooManyLooksException | StackOverflowError e) {
      if (!told.getAndSet(true)) {
        log.warn(
            "The redaction pattern {} takes too many steps on some texts; what it has not looked"
                + " through of them is taken out. Write it without repetitions inside repetitions",
            name);
      }
      finder.found(done, text.length());
    }
  }

  private static final class TooManyLooksException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyLooksException() {
      super("too many looks at one text", null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class Watched implements CharSequence {
    private final String text;
    private long left;

    Watched(String text) {
      this.text = text;
      this.left = LOOKS_AT_LEAST + (long) LOOKS_PER_CHARACTER * text.length();
    }

    @Override
    public char charAt(int index) {
      if (left-- <= 0) {
        throw new TooManyLooksException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
