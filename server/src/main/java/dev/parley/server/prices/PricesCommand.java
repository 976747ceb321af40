package dev.parley.server.prices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Provider;
import dev.parley.server.config.PriceFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code parley prices}: prices from elsewhere become a file that the server takes. */
public final class PricesCommand {
  static final String USAGE =
      """
      Usage: ./parley prices import FILE [--provider=NAME ...] [--only-missing] > prices.json

      Turns a price list that others keep into a file for the setting prices-file, and says on
      standard error what was skipped and why. FILE is LiteLLM's
      model_prices_and_context_window.json or the data.json of genai-prices; the form is
      recognised. --provider takes the prices of this provider alone and may be repeated;
      --only-missing takes models alone that the built-in book has no price for today. What is
      written replaces the built-in prices of the same models.
      """;

  private static final int WRONG_USE = 64;
  private static final int WRONG_DATA = 65;
  private static final int NO_INPUT = 66;

  /** Names told for each reason. */
  private static final int EXAMPLES = 5;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final PriceBook builtIn;
  private final PrintStream out;
  private final PrintStream err;

  public PricesCommand(PriceBook builtIn, PrintStream out, PrintStream err) {
    this.builtIn = builtIn;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command; returns its exit code: 0, 64 for a wrong use, 65 for a file in no known form
   * or without a price that can be used, 66 for one that can't be read.
   *
   * @param arguments without the command's own name
   */
  public int run(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    if (arguments.isEmpty() || !arguments.get(0).equals("import")) {
      err.print(USAGE);
      return WRONG_USE;
    }
    Path file = null;
    boolean onlyMissing = false;
    Set<String> providers = new HashSet<>();
    for (String argument : arguments.subList(1, arguments.size())) {
      String provider =
          argument.startsWith("--provider=")
              ? Provider.canonical(argument.substring("--provider=".length()))
              : null;
      if (provider != null) {
        providers.add(provider);
      } else if (argument.equals("--only-missing")) {
        onlyMissing = true;
      } else if (argument.startsWith("-") || file != null) {
        return complain(
            WRONG_USE, "\"" + argument + "\" (expected: FILE, --provider=NAME, --only-missing)");
      } else {
        file = Path.of(argument);
      }
    }
    return file == null
        ? complain(WRONG_USE, "prices import: no file (expected: prices import FILE)")
        : convert(file, providers, onlyMissing);
  }

  private int convert(Path file, Set<String> providers, boolean onlyMissing) {
    JsonNode document;
    try {
      document = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      return complain(
          WRONG_DATA,
          file + ": not JSON, " + e.getOriginalMessage() + " (expected: a price list in JSON)");
    } catch (IOException e) {
      return complain(
          NO_INPUT,
          file
              + ": can't be read, "
              + e.getClass().getSimpleName()
              + " (expected: a readable price list)");
    }
    Optional<PriceList> form =
        PriceList.ALL.stream().filter(list -> list.recognises(document)).findFirst();
    if (form.isEmpty()) {
      return complain(
          WRONG_DATA,
          file
              + (document.path("prices").isArray()
                  ? ": is in the server's own form already, and needs no import"
                  : ": an unknown form")
              + " (expected: LiteLLM's model_prices_and_context_window.json or the data.json of"
              + " genai-prices)");
    }
    Listing listing = form.get().read(document);
    if (!providers.isEmpty()) {
      listing.skipIf(
          price -> !providers.contains(price.provider()), "of a provider that was not asked for");
    }
    if (onlyMissing) {
      Instant now = Instant.now();
      listing.skipIf(
          price -> builtIn.find(price.provider(), price.model(), now) != null,
          "the built-in book has a price");
    }
    return tell(file, form.get().called(), listing);
  }

  private int tell(Path file, String form, Listing listing) {
    String json = PriceFileWriter.write(listing.prices());
    // Whatever a list says, what is written is what the server takes.
    PriceFile own = PriceFile.parse("what was imported", json.getBytes(StandardCharsets.UTF_8));
    long models =
        listing.prices().stream()
            .map(price -> price.provider() + ' ' + price.model())
            .distinct()
            .count();
    err.println(
        file
            + ": "
            + form
            + "; "
            + counted(listing.prices().size(), "price")
            + " for "
            + counted(models, "name")
            + " of models, in the place of "
            + counted(own.replacedIn(builtIn), "built-in price")
            + ".");
    if (!listing.skipped().isEmpty()) {
      err.println("Skipped:");
      listing
          .skipped()
          .forEach(
              (reason, entries) ->
                  err.println(
                      "  " + entries.size() + "  " + reason + " (" + examples(entries) + ")"));
    }
    if (!listing.leftOut().isEmpty()) {
      err.println("Left out of what was imported, with the number of entries:");
      listing.leftOut().forEach((what, count) -> err.println("  " + count + "  " + what));
    }
    if (listing.prices().isEmpty()) {
      return complain(WRONG_DATA, file + ": no price that can be used");
    }
    out.print(json);
    out.flush();
    return 0;
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String examples(List<String> entries) {
    String some = String.join(", ", entries.subList(0, Math.min(EXAMPLES, entries.size())));
    return entries.size() > EXAMPLES ? some + ", …" : some;
  }

  private int complain(int code, @Nullable String sentence) {
    err.println("parley: " + Objects.requireNonNullElse(sentence, ""));
    return code;
  }
}
