package dev.parley.server.prices;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a list says: the prices that can be used, and what can't be, with the reason. Used by one
 * thread.
 */
final class Listing {
  private record Key(String provider, String model, @Nullable String validFrom) {}

  private final Map<Key, ListedPrice> prices = new LinkedHashMap<>();
  private final Map<String, List<String>> skipped = new LinkedHashMap<>();
  private final Map<String, Integer> leftOut = new TreeMap<>();

  /** Adds a price; where the list has another one for the same model, the first one stays. */
  void add(ListedPrice listed) {
    ListedPrice price = listed.withHourlyWrites();
    ListedPrice first = prices.putIfAbsent(key(price), price);
    if (first != null && !first.costsAs(price)) {
      skip("the list has another price for the same model before", price.model());
    }
  }

  /** Adds a price, unless the list has one for the model. */
  void addIfNew(ListedPrice price) {
    prices.putIfAbsent(key(price), price.withHourlyWrites());
  }

  /** The price book compares without regard to case. */
  private static Key key(ListedPrice price) {
    return new Key(price.provider(), price.model().toLowerCase(Locale.ROOT), price.validFrom());
  }

  /** Tells that an entry of the list can't be used. */
  void skip(String reason, String entry) {
    skipped.computeIfAbsent(reason, r -> new ArrayList<>()).add(entry);
  }

  /** Tells that something about a price that was added can't be said in the server's form. */
  void leaveOut(String what) {
    leftOut.merge(what, 1, Integer::sum);
  }

  /** Takes prices out again. */
  void skipIf(Predicate<ListedPrice> condition, String reason) {
    for (ListedPrice price : List.copyOf(prices.values())) {
      if (condition.test(price)) {
        prices.remove(key(price));
        skip(reason, price.model());
      }
    }
  }

  Collection<ListedPrice> prices() {
    return prices.values();
  }

  /** Entries by reason, in the order of the list. */
  Map<String, List<String>> skipped() {
    return skipped;
  }

  /** How many entries had it, by what it is. */
  Map<String, Integer> leftOut() {
    return leftOut;
  }
}
