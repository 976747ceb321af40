package dev.parley.server.query;

/**
 * At which prices costs are shown. Nothing that is stored depends on it.
 *
 * <p>The text form, of the API's parameter {@code prices}: {@code at_call}, {@code today}, {@code
 * as:} and a model's name.
 */
public sealed interface PriceView {
  /** What was billed, else the book's price when the call started, else the estimate. */
  PriceView AT_CALL = new AtCall();

  /**
   * The book's price of today, whatever was billed then; where the book has none, as {@link
   * #AT_CALL}.
   */
  PriceView TODAY = new Today();

  /** How the text forms are told to who misspells them. */
  String EXPECTED =
      "at_call, today, or as: and the name of a model with a price, such as as:gpt-4o";

  /** See {@link #AT_CALL}. */
  record AtCall() implements PriceView {}

  /** See {@link #TODAY}. */
  record Today() implements PriceView {}

  /**
   * As if every model call (not embeddings, reranking, audio and images) had been answered by
   * another model, with the same tokens, at its price of today.
   *
   * @param model as {@link dev.parley.pricing.PriceBook} searches it, a provider and a slash before
   *     it where several have it
   */
  record AsModel(String model) implements PriceView {
    public AsModel {
      if (model.isBlank()) {
        throw new IllegalArgumentException("model: blank (expected: a model's name)");
      }
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none
   */
  static PriceView parse(String text) {
    if (text.equals("at_call")) {
      return AT_CALL;
    }
    if (text.equals("today")) {
      return TODAY;
    }
    if (text.startsWith("as:")) {
      return new AsModel(text.substring("as:".length()).strip());
    }
    throw new IllegalArgumentException("\"" + text + "\" (expected: " + EXPECTED + ")");
  }
}
