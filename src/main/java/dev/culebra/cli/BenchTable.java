package dev.culebra.cli;

import dev.culebra.bench.Quartiles;
import dev.culebra.bench.Row;
import java.util.List;

/** Measured benchmarks as lines of text. */
final class BenchTable {
  static final List<String> HEADINGS =
      List.of(
          "BENCHMARK", "THREADS", "CULEBRA", "BEST PEER", "RATIO", "OF LIMIT", "ERROR", "AND WHO");

  private BenchTable() {}

  static List<String> line(Row row) {
    if (row.wrong() != null) {
      return List.of(row.name(), Integer.toString(row.threads()), "WRONG: " + row.wrong());
    }
    boolean met = row.best() != null;
    return List.of(
        row.name(),
        Integer.toString(row.threads()),
        rate(row.rate()) + " " + row.unit(),
        met ? rate(row.peers().get(row.best())) : "",
        met ? Console.format("%.2f ± %.2f", row.ratio().median(), half(row.ratio())) : "",
        row.limit() == null ? "" : Console.format("%.0f %%", 100 * row.limit().median()),
        error(row),
        met ? row.best() : "");
  }

  /** The median and half of the middle half's range. */
  private static String rate(Quartiles rate) {
    String median =
        rate.median() >= 1000
            ? Console.format("%,.0f", rate.median())
            : Console.format("%.4g", rate.median());
    return Console.format("%s ± %.0f %%", median, 100 * rate.spread());
  }

  private static double half(Quartiles ratio) {
    return (ratio.upper() - ratio.lower()) / 2;
  }

  /** Against the reference; where there is none, against the peer. */
  private static String error(Row row) {
    if (!Double.isNaN(row.error())) {
      return Console.format("%.1e", row.error());
    }
    return Double.isNaN(row.difference()) ? "" : Console.format("%.1e of peer", row.difference());
  }
}
