package dev.parley.server.config;

import dev.parley.pricing.PriceBook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prices as a JSON file, in the form that {@code docs/prices.md} describes: the server's own and
 * those of its user. Immutable.
 *
 * @param version what the file calls itself; null when it doesn't say
 * @param entries in the order of the file
 */
public record PriceFile(@Nullable String version, List<PriceBook.Entry> entries) {
  private static final String BUILT_IN = "prices.json";

  /** Where a model runs, before its name: {@code anthropic.}, {@code global.amazon.}. */
  private static final Pattern QUALIFIER = Pattern.compile("(?:[a-z_-]+[./])+");

  public PriceFile {
    entries = List.copyOf(entries);
  }

  /** The public list prices that come with the server, named by the day they were compiled. */
  public static PriceBook builtIn() {
    try (InputStream resource = PriceFile.class.getResourceAsStream(BUILT_IN)) {
      if (resource == null) {
        throw new IllegalStateException("the server's jar has no " + BUILT_IN);
      }
      PriceFile file = new PriceFileReader("built-in " + BUILT_IN).read(resource.readAllBytes());
      return PriceBook.of(file.namedVersion(), file.entries());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The prices of a user's own file.
   *
   * @throws ConfigException when the file can't be read or something in it can't be used; the
   *     message names the file, the entry and the key
   */
  public static PriceFile read(Path path) {
    byte[] json;
    try {
      json = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new ConfigException(
          path
              + ": can't be read, "
              + e.getClass().getSimpleName()
              + " (expected: a readable JSON file of prices)");
    }
    return new PriceFileReader(path.toString()).read(json);
  }

  /**
   * Prices in the form of a file.
   *
   * @param name how errors call it
   * @throws ConfigException as {@link #read}
   */
  public static PriceFile parse(String name, byte[] json) {
    return new PriceFileReader(name).read(json);
  }

  /** How many entries of a book these prices take the place of: see {@link #withOverrides}. */
  public long replacedIn(PriceBook builtIn) {
    return builtIn.entries().stream()
        .filter(entry -> entries.stream().anyMatch(mine -> replaces(mine, entry)))
        .count();
  }

  /**
   * A book in which the prices of a user's file replace those built in, model by model: the file's
   * entries for a model take the place of every built-in entry for it, whatever its date, so that
   * no built-in price change shows through. An entry without a provider replaces those of every
   * provider. Built-in keys that only add where the model runs ({@code anthropic.claude-…} on
   * Bedrock) count as the same model; otherwise they would win as the more exact key.
   *
   * @throws ConfigException as {@link #read}
   */
  public static PriceBook withOverrides(PriceBook builtIn, Path path) {
    PriceFile own = read(path);
    List<PriceBook.Entry> all = new ArrayList<>();
    for (PriceBook.Entry entry : builtIn.entries()) {
      if (own.entries().stream().noneMatch(mine -> replaces(mine, entry))) {
        all.add(entry);
      }
    }
    all.addAll(own.entries());
    return PriceBook.of(builtIn.version() + "+" + own.namedVersion(), all);
  }

  private static boolean replaces(PriceBook.Entry own, PriceBook.Entry builtIn) {
    if (own.provider() != null && !own.provider().equals(builtIn.provider())) {
      return false;
    }
    String model = key(own);
    String replaced = key(builtIn);
    return replaced.endsWith(model)
        && (replaced.length() == model.length()
            || QUALIFIER
                .matcher(replaced.substring(0, replaced.length() - model.length()))
                .matches());
  }

  private static String key(PriceBook.Entry entry) {
    return entry.model().strip().toLowerCase(Locale.ROOT);
  }

  /** The version, else one made of the content, so that a changed file has another name. */
  private String namedVersion() {
    return version != null
        ? version
        : PriceBook.empty().overriddenBy(PriceBook.of("", entries)).version();
  }
}
