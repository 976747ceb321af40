package dev.parley.server.api;

import com.linecorp.armeria.common.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as comma-separated values (RFC 4180): CRLF after each row, quotes where needed, the first
 * row names the columns, unknown is empty.
 *
 * <p>A text that a spreadsheet would take for a formula gets an apostrophe before it: whoever sends
 * a span must not run something on the machine of whoever opens the file.
 *
 * @param name of the file, plain ASCII without quotes
 */
record Csv(String name, List<String> header, List<List<Cell>> rows) {
  static final MediaType TYPE = MediaType.parse("text/csv; charset=utf-8; header=present");

  private static final String FORMULA_STARTS = "=+-@\t\r\n";

  /**
   * One value.
   *
   * @param text null for unknown
   * @param trusted whether it is a number or time of ours, which is written as it is
   */
  record Cell(@Nullable String text, boolean trusted) {
    /** What came from outside. */
    static Cell text(@Nullable Object text) {
      return new Cell(text == null ? null : text.toString(), false);
    }

    /** A number or time of ours. */
    static Cell figure(@Nullable Object figure) {
      return new Cell(figure == null ? null : figure.toString(), true);
    }
  }

  String disposition() {
    return "attachment; filename=\"" + name + "\"";
  }

  String text() {
    StringBuilder text = new StringBuilder();
    row(text, header.stream().map(Cell::text).toList());
    rows.forEach(row -> row(text, row));
    return text.toString();
  }

  private static void row(StringBuilder text, List<Cell> cells) {
    String comma = "";
    for (Cell cell : cells) {
      text.append(comma).append(cell(cell));
      comma = ",";
    }
    text.append("\r\n");
  }

  private static String cell(Cell cell) {
    if (cell.text() == null || cell.text().isEmpty()) {
      return "";
    }
    String safe =
        !cell.trusted() && FORMULA_STARTS.indexOf(cell.text().charAt(0)) >= 0
            ? "'" + cell.text()
            : cell.text();
    return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
