package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.bench.Quartiles;
import dev.culebra.bench.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchTableTest {
  private static Row row(String ran, Row.Bound limit) {
    return new Row(
        "gemm",
        2,
        null,
        3e-7,
        "GFLOP/s",
        new Quartiles(90, 100, 110),
        1e-3,
        Map.of("torch eager", new Quartiles(1980, 2000, 2020)),
        Map.of(),
        "torch eager",
        ran,
        new Quartiles(0.04, 0.05, 0.06),
        limit,
        Double.NaN);
  }

  private static Row.Bound limit(double rate, String beyond) {
    return new Row.Bound(rate, "how", 100 / rate, beyond);
  }

  @Test
  void aLineTellsRatesRatioLimitAndWho() {
    assertEquals(
        List.of(
            "gemm",
            "2",
            "100.0 ± 10 % GFLOP/s",
            "2,000 ± 1 %",
            "0.05 ± 0.01",
            "50 % of 200.0",
            "3.0e-07",
            "torch eager (MKL)"),
        BenchTable.line(row("MKL", limit(200, null))));
    assertEquals("torch eager", BenchTable.line(row(null, null)).getLast());
  }

  @Test
  void moreThanTheLimitHasAReason() {
    Row beyond = row(null, limit(80, "because"));
    assertEquals("125 % of 80.00 *", BenchTable.line(beyond).get(5));
    List<String> remarks =
        BenchTable.remarks(List.of(beyond, beyond, row(null, limit(200, null))), true);
    assertEquals(2, remarks.size(), remarks.toString());
    assertEquals("* because.", remarks.getLast());
    assertEquals(List.of(), BenchTable.remarks(List.of(row(null, null)), true));
  }

  @Test
  void onADeviceEachPeerHasARatio() {
    List<String> peers = BenchTable.peers(List.of(row(null, null)));
    assertEquals(List.of("RATIO TO", "torch eager"), BenchTable.headings(peers));
    assertEquals(
        List.of("gemm", "0.05", "-"),
        BenchTable.ratios(row(null, null), List.of("torch eager", "torch graphs")));
    String remark = BenchTable.remarks(List.of(row(null, limit(200, null))), false).getFirst();
    assertEquals(true, remark.contains("8192x8192x8192"), remark);
  }

  @Test
  void theOldComesBeforeTheNew() {
    assertEquals(BenchTable.COMPARED.size(), BenchTable.compared(row(null, null)).size());
    assertEquals("OLD", BenchTable.COMPARED.get(2));
    assertEquals("2,000 ± 1 % GFLOP/s", BenchTable.compared(row(null, null)).get(2));
    assertEquals("100.0 ± 10 % GFLOP/s", BenchTable.compared(row(null, null)).get(3));
  }
}
