package dev.parley.examples.provider;

/** Why a request is not answered. */
final class Trouble extends Exception {
  private static final long serialVersionUID = 1;

  /** The kinds of trouble, each of which a protocol has a name for. */
  enum Kind {
    BAD_REQUEST(400),
    NO_CREDENTIALS(401),
    NOT_FOUND(404),
    NOT_ALLOWED(405),
    RATE_LIMIT(429),
    FAILURE(500);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The HTTP status that most providers answer with. */
    int status() {
      return status;
    }
  }

  private final Kind kind;
  private final String text;
  private final String code;

  /**
   * Trouble.
   *
   * @param code what OpenAI's protocol calls it
   */
  Trouble(Kind kind, String text, String code) {
    super(text);
    this.kind = kind;
    this.text = text;
    this.code = code;
  }

  static Trouble unknownModel(String model) {
    return new Trouble(
        Kind.NOT_FOUND, "The model `" + model + "` does not exist.", "model_not_found");
  }

  static Trouble missing(String parameter) {
    return new Trouble(
        Kind.BAD_REQUEST,
        "Missing required parameter: '" + parameter + "'.",
        "missing_required_parameter");
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return text;
  }

  String code() {
    return code;
  }
}
