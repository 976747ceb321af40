package dev.parley.examples.support;

/** The way to one provider's models, by the provider's own client. Thread-safe. */
interface ModelClient extends AutoCloseable {

  /**
   * Asks a model.
   *
   * @throws RuntimeException the client's own, where the provider fails
   */
  Said.Answer ask(ModelRequest request);

  @Override
  void close();
}
