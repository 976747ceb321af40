package dev.parley.server.query;

/** Costs were asked for at the price of a model that has none. */
public final class UnknownModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownModelException(String model) {
    super("the price book has no price for the model " + model);
  }
}
