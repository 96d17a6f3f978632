package dev.culebra.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Where a command writes: results to {@code out}, the rest to {@code err}.
 *
 * @param out standard output, what a program would read
 * @param err standard error: progress and complaints
 * @param columns width of the terminal that a person watches {@code err} on; 0 if there is none
 * @param signal what stops a training
 */
record Console(PrintStream out, PrintStream err, int columns, StopSignal signal) {
  boolean isTerminal() {
    return columns > 0;
  }

  /** Rows under headings, columns aligned; a row may be shorter than the headings. */
  void table(List<String> headings, List<List<String>> rows) {
    int[] widths = headings.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    row(headings, widths);
    rows.forEach(row -> row(row, widths));
  }

  /** Names and values, the values aligned. */
  void facts(List<List<String>> facts) {
    int width = facts.stream().mapToInt(fact -> fact.getFirst().length()).max().orElse(0);
    for (List<String> fact : facts) {
      out.println(pad(fact.getFirst(), width) + "  " + fact.getLast());
    }
  }

  /** For example {@code 1 epoch}, {@code 1,200 steps}. */
  static String count(long number, String thing) {
    return format("%,d %s%s", number, thing, number == 1 ? "" : "s");
  }

  /** A measured number: two decimals, and four significant digits for small ones. */
  static String figure(double value) {
    double size = Math.abs(value);
    int decimals = size == 0 || size >= 10 ? 2 : (int) Math.ceil(3 - Math.log10(size));
    return format("%." + Math.min(decimals, 9) + "f", value);
  }

  static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private void row(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      line.append(pad(cells.get(column), widths[column])).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
