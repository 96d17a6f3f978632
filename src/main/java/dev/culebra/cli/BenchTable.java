package dev.culebra.cli;

import dev.culebra.bench.Quartiles;
import dev.culebra.bench.Row;
import java.util.ArrayList;
import java.util.List;

/** Measured benchmarks as lines of text. */
final class BenchTable {
  static final List<String> HEADINGS =
      List.of("BENCHMARK", "THREADS", "CULEBRA", "BEST PEER", "RATIO", "OF LIMIT", "ERROR", "WHO");

  /** Of this checkout and a revision of it. */
  static final List<String> COMPARED =
      List.of("BENCHMARK", "THREADS", "OLD", "NEW", "NEW/OLD", "OF LIMIT", "ERROR");

  private static final String CPU_LIMITS =
      "OF LIMIT: of the best that C loops reached in this run: multiply-adds in registers for"
          + " GFLOP/s; for GB/s as many streams of the same length, read, written, updated.";

  private static final String DEVICE_LIMITS =
      "OF LIMIT: of the best that the device reached in this run: for GFLOP/s a product of"
          + " 8192x8192x8192 in the same precision; for GB/s a copy of as many bytes.";

  private BenchTable() {}

  /** The peers that took part in any row. */
  static List<String> peers(List<Row> rows) {
    return rows.stream().flatMap(row -> row.peers().keySet().stream()).distinct().toList();
  }

  /** Of {@link #ratios}. */
  static List<String> headings(List<String> peers) {
    List<String> headings = new ArrayList<>(List.of("RATIO TO"));
    headings.addAll(peers);
    return headings;
  }

  /** Our median rate by that of each peer. */
  static List<String> ratios(Row row, List<String> peers) {
    List<String> line = new ArrayList<>(List.of(row.name()));
    for (String peer : peers) {
      Quartiles rate = row.peers().get(peer);
      line.add(rate == null ? "-" : Console.format("%.2f", row.rate().median() / rate.median()));
    }
    return line;
  }

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
        limit(row),
        error(row),
        met ? who(row) : "");
  }

  /** The line of {@link #COMPARED}. */
  static List<String> compared(Row row) {
    if (row.wrong() != null || row.best() == null) {
      String why = row.wrong() == null ? "OLD: " + row.skipped() : "WRONG: " + row.wrong();
      return List.of(row.name(), Integer.toString(row.threads()), why);
    }
    List<String> line = line(row);
    String old = line.get(3) + " " + row.unit();
    return List.of(
        line.get(0), line.get(1), old, line.get(2), line.get(4), line.get(5), line.get(6));
  }

  /** The median and half of the middle half's range. */
  private static String rate(Quartiles rate) {
    return Console.format("%s ± %.0f %%", number(rate.median()), 100 * rate.spread());
  }

  /** The fastest peer, with the library that it called where it tells. */
  private static String who(Row row) {
    return row.ran() == null ? row.best() : row.best() + " (" + row.ran() + ")";
  }

  /** A star leads to the reason in {@link #remarks}. */
  private static String limit(Row row) {
    if (row.limit() == null) {
      return "";
    }
    String star = row.limit().beyond() == null ? "" : " *";
    String part = Console.format("%.0f %% of ", 100 * row.limit().part());
    return part + number(row.limit().rate()) + star;
  }

  /** What the table's columns do not say by themselves. */
  static List<String> remarks(List<Row> rows, boolean isCpu) {
    List<String> remarks = new ArrayList<>();
    if (rows.stream().anyMatch(row -> row.limit() != null)) {
      remarks.add(isCpu ? CPU_LIMITS : DEVICE_LIMITS);
    }
    rows.stream()
        .filter(row -> row.limit() != null && row.limit().beyond() != null)
        .map(row -> "* " + row.limit().beyond() + ".")
        .distinct()
        .forEach(remarks::add);
    return remarks;
  }

  private static String number(double rate) {
    return rate >= 1000 ? Console.format("%,.0f", rate) : Console.format("%.4g", rate);
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
