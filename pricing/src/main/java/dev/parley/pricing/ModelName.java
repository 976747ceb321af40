package dev.parley.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a model's name is taken apart. A name such as {@code
 * us.anthropic.claude-3-5-haiku-20241022-v1:0} or {@code openrouter/openai/gpt-4o} carries where it
 * runs before the model and which version it is after.
 */
public final class ModelName {
  private static final Pattern REGION =
      Pattern.compile("(?:us|us-gov|eu|apac|ap|jp|au|ca|sa|me|af|il|mx|global)\\.(.+)");
  private static final Pattern VENDOR =
      Pattern.compile(
          "(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|stability|google"
              + "|nvidia|minimax|moonshot|moonshotai|writer|twelvelabs|luma|zai)\\.(.+)");
  private static final Pattern QUALIFIED = Pattern.compile("([a-z0-9_.-]+)[/:](.+)");

  /**
   * What may follow a key: dates, three- or four-digit revisions, Bedrock's {@code -v1:0} and
   * {@code :0}, {@code latest}. Words like {@code mini} or {@code preview} and single digits name
   * other models, with prices of their own.
   */
  private static final Pattern VERSION =
      Pattern.compile(
          "(?:[-@]\\d{4}-\\d{2}-\\d{2}|[-@]\\d{8}|[-@]\\d{3,4}|[-@:]latest|@default"
              + "|-v\\d+:\\d+|:\\d+)+(?::\\d+k)?");

  /** Longer than any model's name; what is longer is looked up as it stands. */
  static final int MAX_LENGTH = 512;

  private ModelName() {}

  /**
   * What names of the same model have in common: lower case, without where it runs before it and
   * which version it is after. For comparing, not for showing.
   */
  public static String canonical(String model) {
    List<String> names = candidates(model);
    String name = names.get(names.size() - 1);
    List<String> prefixes = name.startsWith("ft:") ? List.of() : prefixes(name);
    return prefixes.isEmpty() ? name : prefixes.get(prefixes.size() - 1);
  }

  /** The name in lower case, then without one leading qualifier after another; never empty. */
  static List<String> candidates(String model) {
    List<String> names = new ArrayList<>();
    String name = model.strip().toLowerCase(Locale.ROOT);
    names.add(name);
    if (name.length() > MAX_LENGTH) {
      return names;
    }
    for (String rest = strip(name); rest != null; rest = strip(rest)) {
      names.add(rest);
    }
    String last = names.get(names.size() - 1);
    if (last.startsWith("gpt-35-")) {
      // Azure allows no dot in the names of deployments.
      names.add("gpt-3.5-" + last.substring("gpt-35-".length()));
    }
    return names;
  }

  /** Whether what follows a key only says which version of the same model it is. */
  static boolean isVersion(String suffix) {
    return VERSION.matcher(suffix).matches();
  }

  /**
   * Where a key may end within the name: the end of each {@code ft:model} part for fine-tuned
   * models (which cost more than their base and never take its price), else wherever a version
   * follows. Longest first.
   */
  static List<String> prefixes(String name) {
    List<String> prefixes = new ArrayList<>();
    if (name.length() > MAX_LENGTH) {
      return prefixes;
    }
    for (int end = name.length() - 1; end > 0; end--) {
      char next = name.charAt(end);
      if (next != '-' && next != ':' && next != '@') {
        continue;
      }
      if (name.startsWith("ft:") ? isFineTuneBoundary(name, end) : isVersion(name.substring(end))) {
        prefixes.add(name.substring(0, end));
      }
    }
    return prefixes;
  }

  private static boolean isFineTuneBoundary(String name, int end) {
    if (end <= "ft:".length()) {
      return false;
    }
    if (name.charAt(end) == ':') {
      return true;
    }
    int baseEnd = name.indexOf(':', "ft:".length());
    String base = baseEnd < 0 ? name : name.substring(0, baseEnd);
    return end < base.length() && isVersion(base.substring(end));
  }

  private static @Nullable String strip(String name) {
    if (name.startsWith("ft:")) {
      return null;
    }
    if (name.startsWith("arn:")) {
      int slash = name.lastIndexOf('/');
      return slash < 0 || slash == name.length() - 1 ? null : name.substring(slash + 1);
    }
    Matcher region = REGION.matcher(name);
    if (region.matches()) {
      return region.group(1);
    }
    Matcher vendor = VENDOR.matcher(name);
    if (vendor.matches()) {
      return vendor.group(1);
    }
    Matcher qualified = QUALIFIED.matcher(name);
    if (!qualified.matches() || Provider.isLocal(qualified.group(1))) {
      return null;
    }
    boolean path = name.charAt(qualified.end(1)) == '/';
    return path || Provider.isPrefix(qualified.group(1)) ? qualified.group(2) : null;
  }
}
