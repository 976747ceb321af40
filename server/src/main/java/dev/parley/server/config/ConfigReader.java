package dev.parley.server.config;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from, by rising rank: the defaults, a file ({@code --config} or {@code
 * PARLEY_SERVER_CONFIG}, in the form of Java properties), the environment ({@code
 * PARLEY_SERVER_*}), and flags ({@code --key=value} or {@code --key value}). An unknown key is an
 * error in each of them.
 */
public final class ConfigReader {
  private static final String CONFIG_KEY = "config";
  private static final String CONFIG_VARIABLE = Setting.ENVIRONMENT_PREFIX + "CONFIG";
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,9})\\s*(|B|KB|MB|GB)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d", Pattern.CASE_INSENSITIVE);
  private static final Set<String> REDACTIONS = Set.of("api-keys", "email", "cards");
  private static final Set<String> LOG_FORMATS = Set.of("text", "json");
  private static final Set<String> LOG_LEVELS = Set.of("error", "warn", "info", "debug");

  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

  /** A value and where it came from, for messages. */
  private record Value(String text, String source) {}

  private ConfigReader() {}

  /** Whether the user asked for {@link #help} instead of a start. */
  public static boolean asksForHelp(String[] flags) {
    return List.of(flags).contains("--help") || List.of(flags).contains("-h");
  }

  /**
   * Reads all sources.
   *
   * @param flags the command line
   * @param environment the environment
   * @param home the user's home folder, for the default data folder
   * @throws ConfigException if a key is unknown or a value can't be used
   */
  public static ServerConfig read(String[] flags, Map<String, String> environment, Path home) {
    ConfigReader reader = new ConfigReader();
    for (Setting setting : Setting.values()) {
      reader.values.put(setting, new Value(setting.defaultValue(), "default"));
    }
    Map<String, String> named = parseFlags(flags);
    String file = named.getOrDefault(CONFIG_KEY, environment.get(CONFIG_VARIABLE));
    if (file != null) {
      reader.readFile(Path.of(file));
    }
    reader.readEnvironment(environment);
    named.forEach(
        (key, value) -> {
          if (!key.equals(CONFIG_KEY)) {
            reader.put(key, value, "flag --" + key);
          }
        });
    return reader.build(environment, home);
  }

  /** What {@code --help} prints. */
  public static String help() {
    StringBuilder help =
        new StringBuilder(
            """
            Usage: ./parley serve [--key=value ...]

            Every setting is a flag, a line key=value of the file that --config names, or a variable of the
            environment (PARLEY_SERVER_GRPC_PORT for grpc-port); flags win over variables, variables over the file.

            """);
    for (Setting setting : Setting.values()) {
      help.append("  --").append(setting.key());
      if (!setting.defaultValue().isEmpty()) {
        help.append("=").append(setting.defaultValue());
      }
      help.append("\n      ").append(setting.description()).append('\n');
    }
    return help.append("  --config=FILE\n      file with settings\n").toString();
  }

  private static Map<String, String> parseFlags(String[] flags) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < flags.length; i++) {
      String flag = flags[i];
      if (!flag.startsWith("--")) {
        throw new ConfigException(
            "\"" + flag + "\" is not a flag (expected: --key=value; --help lists the keys)");
      }
      int equals = flag.indexOf('=');
      String key = flag.substring(2, equals < 0 ? flag.length() : equals);
      String value;
      if (equals >= 0) {
        value = flag.substring(equals + 1);
      } else if (i + 1 < flags.length && !flags[i + 1].startsWith("--")) {
        value = flags[++i];
      } else {
        requireKnown(key, "flag --" + key);
        throw new ConfigException(
            "flag --" + key + " has no value (expected: --" + key + "=VALUE)");
      }
      requireKnown(key, "flag --" + key);
      named.put(key, value);
    }
    return named;
  }

  private void readFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          "the configuration file "
              + file
              + " can't be read ("
              + e
              + "); name a readable file of key=value lines by --config");
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      put(key, properties.getProperty(key), "key " + key + " of " + file);
    }
  }

  private void readEnvironment(Map<String, String> environment) {
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(Setting.ENVIRONMENT_PREFIX) && !variable.equals(CONFIG_VARIABLE)) {
        String key =
            variable
                .substring(Setting.ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        put(key, environment.getOrDefault(variable, ""), "variable " + variable);
      }
    }
  }

  private void put(String key, String value, String source) {
    requireKnown(key, source);
    Setting.ofKey(key).ifPresent(setting -> values.put(setting, new Value(value.strip(), source)));
  }

  private static void requireKnown(String key, String source) {
    if (!key.equals(CONFIG_KEY) && Setting.ofKey(key).isEmpty()) {
      throw new ConfigException(
          source
              + " is not a setting; did you mean "
              + Setting.nearestKey(key)
              + "? (--help lists them all)");
    }
  }

  private ServerConfig build(Map<String, String> environment, Path home) {
    String data = text(Setting.DATA);
    String prices = text(Setting.PRICES_FILE);
    return new ServerConfig(
        address(),
        number(Setting.GRPC_PORT, 0, 65_535),
        number(Setting.HTTP_PORT, 0, 65_535),
        data.isEmpty() ? defaultDataFolder(environment, home) : Path.of(data).toAbsolutePath(),
        list(Setting.ALLOWED_HOSTS),
        list(Setting.ALLOWED_ORIGINS),
        tls(),
        redact(),
        file(Setting.REDACT_PATTERNS),
        Math.toIntExact(size(Setting.MAX_BODY_SIZE, 1024, 1L << 30)),
        Math.toIntExact(size(Setting.MEMORY_LIMIT, 128L << 20, 1L << 40) >> 20),
        number(Setting.QUERY_THREADS, 1, 64),
        number(Setting.QUEUE_RECORDS, 1, 10_000_000),
        prices.isEmpty() ? null : Path.of(prices).toAbsolutePath(),
        flag(Setting.METRICS),
        number(Setting.METRICS_SERIES, 1, 100_000),
        days(Setting.RETENTION),
        isOff(Setting.RETENTION_SIZE)
            ? null
            : (Long) size(Setting.RETENTION_SIZE, 1L << 30, 1L << 50),
        word(Setting.LOG_LEVEL, LOG_LEVELS, "error, warn, info or debug"),
        word(Setting.LOG_FORMAT, LOG_FORMATS, "text or json"),
        isOff(Setting.OWN_TRACES) ? null : address(Setting.OWN_TRACES));
  }

  private boolean isOff(Setting setting) {
    return text(setting).equalsIgnoreCase("off");
  }

  private @Nullable Integer days(Setting setting) {
    if (isOff(setting)) {
      return null;
    }
    Value value = value(setting);
    Matcher matcher = DAYS.matcher(value.text());
    if (matcher.matches() && Integer.parseInt(matcher.group(1)) > 0) {
      return Integer.valueOf(matcher.group(1));
    }
    throw wrong(value, "a number of days such as 30d, or off");
  }

  private static Path defaultDataFolder(Map<String, String> environment, Path home) {
    @Nullable String dataHome = environment.get("XDG_DATA_HOME");
    return dataHome == null || dataHome.isEmpty()
        ? home.resolve(".local/share/parley")
        : Path.of(dataHome, "parley");
  }

  private InetAddress address() {
    Value value = value(Setting.BIND_ADDRESS);
    try {
      return InetAddress.getByName(value.text());
    } catch (UnknownHostException e) {
      throw wrong(value, "an address of this machine, such as 127.0.0.1");
    }
  }

  private @Nullable TlsFiles tls() {
    Path certificate = file(Setting.TLS_CERTIFICATE);
    Path key = file(Setting.TLS_KEY);
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      Setting missing = certificate == null ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY;
      throw new ConfigException(
          missing.key() + " is missing (expected: tls-certificate and tls-key, or neither)");
    }
    return new TlsFiles(certificate, key);
  }

  private Set<String> redact() {
    Set<String> named = list(Setting.REDACT);
    if (named.equals(Set.of("off"))) {
      return Set.of();
    }
    if (named.equals(Set.of("all"))) {
      return REDACTIONS;
    }
    if (!REDACTIONS.containsAll(named)) {
      throw wrong(
          value(Setting.REDACT),
          "some of api-keys, email and cards, separated by commas, all, off");
    }
    return named;
  }

  private @Nullable Path file(Setting setting) {
    String path = text(setting);
    return path.isEmpty() ? null : Path.of(path).toAbsolutePath();
  }

  private int number(Setting setting, int least, int most) {
    Value value = value(setting);
    try {
      int number = Integer.parseInt(value.text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a number out of its bounds is.
    }
    throw wrong(value, "a whole number from " + least + " to " + most);
  }

  private boolean flag(Setting setting) {
    Value value = value(setting);
    return switch (value.text().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(value, "true or false");
    };
  }

  private long size(Setting setting, long least, long most) {
    Value value = value(setting);
    Matcher matcher = SIZE.matcher(value.text());
    if (matcher.matches()) {
      long unit =
          switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            default -> 1L;
          };
      long bytes = Long.parseLong(matcher.group(1)) * unit;
      if (bytes >= least && bytes <= most) {
        return bytes;
      }
    }
    throw wrong(value, "a size such as 64MB, from " + least + " to " + most + " bytes");
  }

  private String word(Setting setting, Set<String> words, String expected) {
    Value value = value(setting);
    String word = value.text().toLowerCase(Locale.ROOT);
    if (!words.contains(word)) {
      throw wrong(value, expected);
    }
    return word;
  }

  private Set<String> list(Setting setting) {
    Set<String> items = new HashSet<>();
    for (String item : text(setting).split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip().toLowerCase(Locale.ROOT));
      }
    }
    return items;
  }

  /** An address of a server, without a path's {@code /v1/traces}. */
  private URI address(Setting setting) {
    Value value = value(setting);
    String expected = "an address such as http://127.0.0.1:4318, or off";
    try {
      URI address = new URI(value.text());
      String scheme = address.getScheme();
      if (address.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw wrong(value, expected);
    }
    throw wrong(value, expected);
  }

  private String text(Setting setting) {
    return value(setting).text();
  }

  private Value value(Setting setting) {
    Value value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException(setting + " has no value");
    }
    return value;
  }

  private static ConfigException wrong(Value value, String expected) {
    return new ConfigException(
        value.source() + ": \"" + value.text() + "\" (expected: " + expected + ")");
  }
}
