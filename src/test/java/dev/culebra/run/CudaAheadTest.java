package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.FakeDriver;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.memory.Slab;
import dev.culebra.op.Add;
import dev.culebra.op.Embedding;
import dev.culebra.op.Multiply;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs that are fed and begun while the one before is under way. The double has the stream of the
 * uploads work as early as its waits let it, or as late: a wait that is missing gives wrong numbers
 * in one or the other.
 */
@Tag("cuda")
class CudaAheadTest {
  private static final int COUNT = 65;
  private static final int RUNS = 7;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final Input x = Input.feed("x", TensorType.f32(COUNT));
  private final Input scale = Input.feed("scale", TensorType.f32());
  private final Input total = Input.state("total", TensorType.f32());

  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  @AfterEach
  void late() {
    FakeDriver.secondStream(false);
  }

  /** Gives the scaled elements and their sum, which it adds to the state. */
  private Bound bind(Device device, MemorySegment memory) {
    Value scaled = Multiply.of(x, scale);
    Value sum = Sum.all(scaled);
    Graph graph = new Graph(List.of(scaled, sum), Map.of(total, Add.of(total, sum)));
    return Bound.ahead(device, device.plan(graph), _ -> memory);
  }

  private void feed(Bound bound, int run) {
    for (int i = 0; i < COUNT; i++) {
      bound.feed(x).setAtIndex(FLOAT, i, run * i);
    }
    bound.feed(scale).set(FLOAT, 0, 1 + run % 2);
  }

  private static float sum(int run) {
    return (1 + run % 2) * run * (COUNT * (COUNT - 1) / 2f);
  }

  private static void check(Bound bound, int run) {
    for (int i = 0; i < COUNT; i++) {
      assertEquals((1 + run % 2) * run * i, bound.output(0).getAtIndex(FLOAT, i), "run " + run);
    }
    assertEquals(sum(run), bound.output(1).get(FLOAT, 0), "run " + run);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachRunHasItsOwnFeedsAndResults(boolean early) {
    FakeDriver.secondStream(early);
    try (Slab memory = Slab.allocate(4);
        Device device = Device.named("cuda", Workers.caller());
        Bound bound = bind(device, memory.slice(0, 4))) {
      float all = 0;
      for (int run = 0; run < RUNS; run++) {
        feed(bound, run);
        bound.begin();
        if (run > 0) {
          bound.finish();
          check(bound, run - 1);
        }
        all += sum(run);
      }
      bound.finish();
      check(bound, RUNS - 1);
      feed(bound, RUNS);
      bound.run();
      check(bound, RUNS);
      device.downloadStates();
      assertEquals(all + sum(RUNS), memory.segment().get(FLOAT, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherProgramMayMoveTheScratchMeanwhile(boolean early) {
    FakeDriver.secondStream(early);
    Input large = Input.feed("large", TensorType.f32(5000, 3));
    Value twice = Add.of(large, large);
    Graph other = Graph.of(Sum.of(Multiply.of(twice, Sum.all(twice)), List.of(0)));
    try (Slab memory = Slab.allocate(4);
        Device device = Device.named("cuda", Workers.caller());
        Bound bound = bind(device, memory.slice(0, 4))) {
      feed(bound, 1);
      bound.begin();
      try (Bound mover = Bound.of(device, device.plan(other), _ -> null)) {
        mover.run();
        feed(bound, 2);
        bound.begin();
        bound.finish();
        check(bound, 1);
        bound.finish();
        check(bound, 2);
      }
    }
  }

  @Test
  void aBadIndexIsToldWhenItsRunIsWaitedFor() {
    Input table = Input.feed("table", TensorType.f32(5, 3));
    Input numbers = Input.feed("numbers", TensorType.of(DType.I32, 7));
    Graph graph = Graph.of(Sum.all(Embedding.of(Add.of(table, table), numbers)));
    try (Device device = Device.named("cuda", Workers.caller());
        Bound bound = Bound.ahead(device, device.plan(graph), _ -> null)) {
      bound.begin();
      bound.finish();
      bound.feed(numbers).setAtIndex(ValueLayout.JAVA_INT, 6, 9);
      bound.begin();
      assertEquals(
          "[embedding] index 9 at 6; the table [5,3] has 5: f32[5,3] x i32[7] -> f32[7,3]",
          assertThrows(OpException.class, bound::finish).getMessage());
      assertTrue(Float.isNaN(bound.output(0).get(FLOAT, 0)));
    }
  }

  @Test
  void threeRunsDoNotFit() {
    try (Slab memory = Slab.allocate(4);
        Device device = Device.named("cuda", Workers.caller());
        Bound bound = bind(device, memory.slice(0, 4))) {
      assertThrows(IllegalStateException.class, bound::finish);
      bound.begin();
      bound.begin();
      assertThrows(IllegalStateException.class, bound::begin);
      bound.finish();
      bound.finish();
    }
  }

  @Test
  void theProcessorRunsAtOnce() {
    try (Slab memory = Slab.allocate(4);
        Device device = Device.cpu(Workers.caller());
        Bound bound = bind(device, memory.slice(0, 4))) {
      feed(bound, 3);
      bound.begin();
      assertThrows(IllegalStateException.class, bound::begin);
      bound.finish();
      check(bound, 3);
    }
  }
}
