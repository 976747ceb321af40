package dev.parley.examples.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places to fill in, such as {@code "Where is order {order}?"}; it writes sentences and
 * recognises those that it wrote. Immutable.
 */
public final class Phrase {

  private static final Pattern PLACE = Pattern.compile("\\{([a-z_.]+)}");

  private final String template;
  private final List<String> places;
  private final Pattern recogniser;

  private Phrase(String template, List<String> places, Pattern recogniser) {
    this.template = template;
    this.places = places;
    this.recogniser = recogniser;
  }

  /** Reads a template; a place is a name of lower-case letters, underscores and dots in braces. */
  public static Phrase of(String template) {
    List<String> places = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    Matcher matcher = PLACE.matcher(template);
    int end = 0;
    while (matcher.find()) {
      pattern.append(Pattern.quote(template.substring(end, matcher.start()))).append("(.+?)");
      places.add(matcher.group(1));
      end = matcher.end();
    }
    pattern.append(Pattern.quote(template.substring(end)));
    return new Phrase(template, List.copyOf(places), Pattern.compile(pattern.toString()));
  }

  /** The template, as it was given. */
  public String template() {
    return template;
  }

  /** Fills the places; a place without a value stays as it is, so that a test can find it. */
  public String fill(Map<String, String> values) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())));
  }

  /** The values of the places if {@code text} is a sentence of this phrase; else empty. */
  public Optional<Map<String, String>> match(String text) {
    Matcher matcher = recogniser.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < places.size(); i++) {
      values.put(places.get(i), matcher.group(i + 1));
    }
    return Optional.of(values);
  }

  @Override
  public String toString() {
    return template;
  }
}
