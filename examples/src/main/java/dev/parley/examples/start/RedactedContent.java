package dev.parley.examples.start;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyBuilder;
import dev.parley.sdk.Redactor;
import dev.parley.sdk.Step;
import java.util.regex.Pattern;

/** What must not leave the application is taken out of every text before it is recorded. */
public final class RedactedContent {
  private static final Pattern CARD_NUMBER = Pattern.compile("\\b\\d{16}\\b");

  private RedactedContent() {}

  /** Records a question with a card's number in it, and prints the span, which has none. */
  public static void main(String[] arguments) {
    try (Parley parley = builder().build()) {
      System.out.println(pay(parley));
    }
  }

  static ParleyBuilder builder() {
    Redactor redactor = (key, text) -> CARD_NUMBER.matcher(text).replaceAll("[card]");
    return Parley.builder().serviceName("shop").redactor(redactor).captureContent(true).console();
  }

  static String pay(Parley parley) {
    return Step.tool("pay")
        .on(parley)
        .input("Charge 4111111111111111")
        .call(() -> "charged 4111111111111111");
  }
}
