package dev.parley.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The settings that the server knows, with their defaults as text. */
enum Setting {
  BIND_ADDRESS(
      "127.0.0.1",
      "address to listen on; others than loopback need keys (see ./parley keys --help)"),
  GRPC_PORT("4317", "first port; 0 takes a free one. Both ports speak every protocol"),
  HTTP_PORT("4318", "second port, the one to open in a browser; 0 takes a free one"),
  DATA("", "data folder; default: parley in $XDG_DATA_HOME, else ~/.local/share/parley"),
  ALLOWED_HOSTS(
      "",
      "further names, separated by commas, under which a proxy or a hosts file makes the server"
          + " known"),
  ALLOWED_ORIGINS("", "further origins, separated by commas, whose pages may call the server"),
  TLS_CERTIFICATE(
      "", "PEM file of the certificate and its chain; with it the server speaks TLS on both ports"),
  TLS_KEY("", "PEM file of the certificate's private key, in PKCS #8 and without a password"),
  REDACT(
      "off",
      "what is taken out of all that comes in, before it is stored: some of api-keys, email, cards,"
          + " separated by commas, or all"),
  REDACT_PATTERNS(
      "", "file of further patterns to take out, a line of name = regular expression for each"),
  MAX_BODY_SIZE("64MB", "largest request body, before and after decompression"),
  MEMORY_LIMIT("1GB", "memory for the store's engine; larger queries spill to disk"),
  QUERY_THREADS("4", "how many queries run at once"),
  QUEUE_RECORDS("40000", "spans, logs and points that may wait for their commit"),
  PRICES_FILE("", "JSON file of prices that add to or replace the built-in ones"),
  METRICS("true", "whether /metrics shows the calls' counters to Prometheus; true or false"),
  METRICS_SERIES(
      "1000",
      "series of each metric on /metrics at most; further ones are added up in one named _other_"),
  RETENTION(
      "off",
      "how long data is kept, in days, such as 30d; older days are removed. off keeps all of it"),
  RETENTION_SIZE(
      "off",
      "how much disk may be in use, from 1GB, such as 20GB; beyond, the oldest days are removed."
          + " off sets no limit"),
  LOG_LEVEL("warn", "error, warn, info or debug; the log goes to standard error"),
  LOG_FORMAT(
      "text", "text or json: one line of text, or one JSON object, for each entry of the log"),
  OWN_TRACES(
      "off",
      "where spans of the server's own requests, commits and queries are sent by OTLP over HTTP,"
          + " such as http://127.0.0.1:4318; off records none");

  private final String defaultValue;
  private final String description;

  Setting(String defaultValue, String description) {
    this.defaultValue = defaultValue;
    this.description = description;
  }

  /** The name in a file and, behind {@code --}, on the command line. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name in the environment. */
  String variable() {
    return ENVIRONMENT_PREFIX + name();
  }

  String defaultValue() {
    return defaultValue;
  }

  String description() {
    return description;
  }

  static final String ENVIRONMENT_PREFIX = "PARLEY_SERVER_";

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** The known key that a mistyped one is nearest to. */
  static String nearestKey(String key) {
    String nearest = values()[0].key();
    int least = Integer.MAX_VALUE;
    for (Setting setting : values()) {
      int distance = distance(key, setting.key());
      if (distance < least) {
        least = distance;
        nearest = setting.key();
      }
    }
    return nearest;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
