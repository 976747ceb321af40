package dev.parley.server.redact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A user's patterns: a line {@code name = regular expression} for each, in Java's syntax and taken
 * as it stands; lines that begin with {@code #} say nothing.
 */
public final class PatternFile {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

  private PatternFile() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it can't be read or a line of it is wrong; the message says
   *     which
   */
  public static Map<String, Pattern> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " can't be read (" + e + ")", e);
    }
    Map<String, Pattern> patterns = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        read(line, file + ", line " + (i + 1), patterns);
      }
    }
    return patterns;
  }

  private static void read(String line, String where, Map<String, Pattern> into) {
    int equals = line.indexOf('=');
    String name = equals < 0 ? "" : line.substring(0, equals).strip();
    String expression = line.substring(equals + 1).strip();
    if (!NAME.matcher(name).matches() || Redaction.builtIn().contains(name)) {
      throw new IllegalArgumentException(
          where
              + ": \""
              + name
              + "\" (expected: name = regular expression, with a name of its own of lower-case"
              + " letters, digits, - and _)");
    }
    try {
      Pattern pattern = Pattern.compile(expression);
      if (expression.isEmpty() || into.put(name, pattern) != null) {
        throw new IllegalArgumentException(
            where + ": " + name + " (expected: one expression, which is not empty, for each name)");
      }
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          where + ": " + name + " is no regular expression: " + e.getDescription(), e);
    }
  }
}
