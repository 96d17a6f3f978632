package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.files.UserError;
import dev.culebra.ir.Input;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Exp;
import dev.culebra.op.MatMul;
import dev.culebra.shape.TensorType;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BenchTest {
  private static final BenchOptions SHORT =
      new BenchOptions(_ -> true, "cpu", List.of(1), List.of(), "python3", 3, 0.01, 0, false);

  private static KernelBenchmark product(double fill) {
    Kernel kernel =
        Kernel.outputs(in -> List.of(MatMul.of(in.get(0), in.get(1))), Tolerance.REDUCTION)
            .feed(8, 16)
            .with(Input.Kind.STATE, _ -> fill, TensorType.f32(16, 32))
            .terms(16)
            .rows();
    return new KernelBenchmark(
        "small", "gemm", Map.of(), 8, 1, _ -> kernel, Work.flops(2.0 * 8 * 16 * 32));
  }

  @Test
  void measuresAKernelBesideTheMachine() {
    List<Row> told = new ArrayList<>();
    List<Row> rows = new Bench(SHORT, null, _ -> {}).run(List.of(product(0.5)), told::add);
    assertEquals(told, rows);
    Row row = rows.getFirst();
    assertEquals("GFLOP/s", row.unit());
    assertTrue(row.error() < 1e-6, "error " + row.error());
    assertEquals(row.rate().median(), 2.0 * 8 * 16 * 32 / row.seconds() / 1e9, 1e-6);
    assertTrue(row.peers().isEmpty());
    assumeTrue(Limit.refusal() == null, () -> "no limits: " + Limit.refusal());
    assertEquals("multiply-adds in registers", row.limit().how());
    assertTrue(row.limit().part() > 0 && row.limit().part() < 1, row.limit().toString());
    assertEquals(row.rate().median() / row.limit().rate(), row.limit().part(), 1e-9);
    assertEquals(null, row.limit().beyond());
  }

  /** A kernel whose tier computes something else than the reference must not be timed. */
  @Test
  void aWrongResultIsNamed() {
    Kernel exact =
        Kernel.outputs(in -> List.of(MatMul.of(in.get(0), in.get(1))), Tolerance.EXACT)
            .feed(64, 257)
            .feed(257, 64);
    KernelBenchmark benchmark =
        new KernelBenchmark("wrong", "gemm", Map.of(), 64, 1, _ -> exact, Work.flops(1));
    Row row = new Bench(SHORT, null, _ -> {}).run(List.of(benchmark), _ -> {}).getFirst();
    assertTrue(row.wrong().startsWith("output 0, element "), row.wrong());
    assertEquals(null, row.rate());
  }

  /** A device may be full only when its kernels are recorded, and may fail at any time. */
  @Test
  void whatFailsWhileItIsTimedIsNamed() {
    Benchmark failing =
        new Benchmark() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public String kind() {
            return "none";
          }

          @Override
          public Work work() {
            return Work.samples(1);
          }

          @Override
          public Map<String, Object> facts(Path folder) {
            return Map.of();
          }

          @Override
          public Subject open(int threads) {
            return new Failing();
          }
        };
    List<Row> rows = new Bench(SHORT, null, _ -> {}).run(List.of(failing, product(0.5)), _ -> {});
    assertEquals("not run: full", rows.get(0).wrong());
    assertEquals(null, rows.get(1).wrong());
  }

  /** Passes its check. */
  private static final class Failing implements Subject {
    @Override
    public void run() {
      throw new UserError("full");
    }

    @Override
    public Findings check() {
      return new Findings(0, List.of());
    }

    @Override
    public void close() {}
  }

  @Test
  void aSmallerLeadingAxisBeginsWithTheSameNumbers() {
    KernelBenchmark benchmark =
        new KernelBenchmark(
            "exp",
            "exp",
            Map.of(),
            1000,
            1e5,
            n ->
                Kernel.outputs(in -> List.of(Exp.of(in.get(0))), Tolerance.ELEMENTWISE)
                    .feed(n, 10)
                    .rows(),
            Work.streams(1, 1, 10_000));
    assertEquals(100, benchmark.checkedRows());
    try (Subject subject = benchmark.open(2)) {
      assertTrue(subject.check().error() < 1e-6);
    }
  }

  @Test
  void aStepBeginsAtTheSameWeightsEachTime() {
    ModelBenchmark step = TinyStep.of("cpu", 4);
    try (Subject one = step.open(1);
        Subject two = step.open(2)) {
      List<Double> losses = one.check().values();
      assertEquals(10, losses.size());
      assertEquals(losses, two.check().values());
      assertTrue(losses.getLast() < losses.getFirst(), losses.toString());
    }
  }

  @Test
  void namesAreUnique() {
    Set<String> names = new HashSet<>();
    Benchmarks.kernels().forEach(benchmark -> assertTrue(names.add(benchmark.name())));
    Benchmarks.steps().forEach(benchmark -> assertTrue(names.add(benchmark.name())));
    assertFalse(names.isEmpty());
  }

  @Test
  void servesAnotherProcess() throws IOException {
    String requests =
        """
        {"do":"open","side":"x","name":"gemm 128x20x400 nn","kind":"gemm","facts":{},"threads":1}
        {"do":"slice","side":"x","seconds":0.01}
        {"do":"shut","side":"x"}
        {"do":"open","side":"x","name":"unknown","kind":"gemm","facts":{},"threads":1}
        """;
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    Bench.serve(new BufferedReader(new StringReader(requests)), new PrintStream(answers), false);
    List<String> lines = answers.toString().lines().toList();
    assertTrue(lines.get(0).startsWith("{\"error\":"), lines.get(0));
    assertTrue(lines.get(1).startsWith("{\"seconds\":"), lines.get(1));
    assertEquals("{}", lines.get(2));
    assertEquals("{\"skipped\":\"has no benchmark 'unknown'\"}", lines.get(3));
  }

  @Test
  void quartilesLieBetweenNeighbours() {
    assertEquals(new Quartiles(1.75, 2.5, 3.25), Quartiles.of(List.of(4.0, 1.0, 3.0, 2.0)));
    assertThrows(IllegalArgumentException.class, () -> Quartiles.of(List.of()));
  }
}
