package dev.parley.sdk.internal.setup;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.internal.Settings;
import java.util.Map;

/** Prices from the settings: {@code PARLEY_PRICES=gpt-4o=2.50/10.00,gpt-4o-mini=0.15/0.60}. */
public final class PriceSettings {
  private PriceSettings() {}

  /** What cannot be read is told to the log and left out. */
  public static PriceBook read(Settings settings) {
    PriceBook book = PriceBook.empty();
    for (Map.Entry<String, String> entry : settings.map("parley.prices").entrySet()) {
      String[] rates = entry.getValue().split("/", -1);
      try {
        if (rates.length != 2) {
          throw new IllegalArgumentException(entry.getValue());
        }
        book = book.with(entry.getKey(), Price.perMillion(rates[0], rates[1]));
      } catch (IllegalArgumentException e) {
        Settings.warn(
            "parley.prices: the price of \""
                + entry.getKey()
                + "\" is ignored (expected: model=input/output in US dollars per million tokens,"
                + " such as gpt-4o=2.50/10.00)");
      }
    }
    return book;
  }

  /** {@code PARLEY_COST_TRACKING}; true by default. */
  public static boolean isTracked(Settings settings) {
    return !Boolean.FALSE.equals(settings.flag("parley.cost.tracking"));
  }
}
