package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitTest {
  @BeforeEach
  void isMeasuredHere() {
    assumeTrue(Limit.refusal() == null, () -> "no limits: " + Limit.refusal());
  }

  /** A side whose calls take what the test says, turn by turn. */
  private record Told(String name, Queue<Double> seconds) implements Side {
    @Override
    public Subject.Findings open(Benchmark benchmark, Map<String, Object> facts, int threads) {
      return new Subject.Findings(1e-7, List.of());
    }

    @Override
    public double slice(double length) {
      return seconds.size() == 1 ? seconds.peek() : seconds.remove();
    }

    @Override
    public void shut() {}

    @Override
    public void close() {}
  }

  private record Counted(Work work) implements Benchmark {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public String kind() {
      return "counted";
    }

    @Override
    public Map<String, Object> facts(Path folder) {
      return Map.of();
    }

    @Override
    public Subject open(int threads) {
      throw new UnsupportedOperationException();
    }
  }

  private static Row measured(Work work, double seconds) {
    Contest.Pace pace = new Contest.Pace(3, 0.02, 0);
    Side own = new Told("own", new ArrayDeque<>(List.of(seconds)));
    return new Contest(pace, own, new Machine(), List.of()).run(new Counted(work), Map.of(), 1);
  }

  /** The fastest of all batches counts, so that a slow turn never makes a limit smaller. */
  @Test
  void aLimitNeverFalls() {
    try (Limit limit = Limit.of(Work.flops(1), 2)) {
      Machine machine = new Machine();
      limit.turn(0.01);
      double first = machine.rate(limit, 2);
      limit.turn(0.01);
      assertTrue(limit.rate() >= first);
      try (Limit other = Limit.of(Work.flops(7), 2)) {
        other.turn(0.001);
        assertTrue(machine.rate(other, 2) >= first, "what was reached before still counts");
      }
    }
  }

  @Test
  void streamsAreThoseOfTheWork() {
    try (Limit limit = Limit.of(Work.streams(2, 1, 3, 20_000), 1)) {
      assertEquals("2 streams read, 1 written, 3 updated, of 20000 numbers", limit.how());
      limit.turn(0.02);
      assertTrue(limit.rate() > 0.1 && limit.rate() < 10_000, "GB/s: " + limit.rate());
    }
    assertNull(Limit.of(Work.samples(3), 1));
  }

  /** A product of a trillion multiply-adds in a microsecond cannot have been computed. */
  @Test
  void aPartAboveOneIsExplained() {
    Work impossible = Work.flops(1e12);
    assertTrue(measured(impossible, 1e-6).limit().beyond().endsWith("measure again"));
    assertEquals("magic", measured(impossible.savedBy("magic"), 1e-6).limit().beyond());
    Row slow = measured(impossible.savedBy("magic"), 1e6);
    assertNull(slow.limit().beyond());
    assertEquals(slow.rate().median() / slow.limit().rate(), slow.limit().part(), 1e-12);
  }

  /** 28 to 14 pixels, kernel 4, stride 2, padding 1: at both ends one element meets padding. */
  @Test
  void zerosOfPaddingAreNotCounted() {
    KernelBenchmark layer =
        Benchmarks.kernels().stream()
            .filter(one -> one.name().equals("conv 1>32 28>14 k4s2 n128 forward"))
            .findFirst()
            .orElseThrow();
    assertTrue(layer.work().saving().startsWith("Winograd"), layer.work().saving());
    assertEquals(128 * 2.0 * 32 * (14 * 4 - 2) * (14 * 4 - 2), layer.work().amount());
  }
}
