package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.memory.Slab;
import dev.culebra.op.Add;
import dev.culebra.op.Gather;
import dev.culebra.op.MatMul;
import dev.culebra.op.Multiply;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.plan.Plan;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundTest {
  private static final TensorType SQUARE = TensorType.f32(8, 8);

  /** state' = state + feed·0 + 1 by way of a product; total of the state before. */
  private static Graph counting(Input feed, Input state) {
    Value ones = Input.constant("ones", SQUARE, filled(SQUARE, 1));
    Value zeros = Input.constant("zeros", SQUARE, filled(SQUARE, 0));
    Value next = Add.of(state, Add.of(Multiply.of(MatMul.of(feed, ones), zeros), ones));
    return new Graph(List.of(Sum.all(state)), Map.of(state, next));
  }

  private static MemorySegment filled(TensorType type, float number) {
    float[] elements = new float[(int) type.elements()];
    Arrays.fill(elements, number);
    MemorySegment segment = Arena.global().allocate(type.bytes(), 64);
    MemorySegment.copy(elements, 0, segment, ValueLayout.JAVA_FLOAT, 0, elements.length);
    return segment;
  }

  @Test
  void replaysForLongWithoutAllocationOrLeak() throws IOException {
    Input feed = Input.feed("feed", SQUARE);
    Input state = Input.state("state", SQUARE);
    try (Slab memory = Slab.allocate(SQUARE.bytes());
        Device device = Device.cpu(Workers.caller());
        Bound bound =
            Bound.of(
                device, device.plan(counting(feed, state)), s -> memory.slice(0, SQUARE.bytes()))) {
      // Until the JIT has compiled every loop, vectors are objects; on a busy machine that takes a
      // while.
      int warmUps = 1;
      while (allocatedBy(bound, 20_000) > 0 && warmUps < 500) {
        warmUps++;
      }
      long residentBefore = residentPages();
      long allocated = allocatedBy(bound, 100_000);
      assertTrue(allocated < 16_384, allocated + " bytes allocated in 100,000 runs");
      assertTrue(residentPages() - residentBefore < 8192, "resident memory grew by 32 MiB");
      float expected = warmUps * 20_000f + 100_000f;
      assertEquals(
          expected, memory.segment().get(ValueLayout.JAVA_FLOAT, 0), "one is added per run");
    }
  }

  private static long allocatedBy(Bound bound, int runs) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int run = 0; run < runs; run++) {
      bound.run();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static long residentPages() throws IOException {
    Path statm = Path.of("/proc/self/statm");
    return Files.exists(statm) ? Long.parseLong(Files.readString(statm).split(" ")[1]) : 0;
  }

  @Test
  void growingTheScratchMovesEveryBoundPlan() {
    Input feed = Input.feed("feed", SQUARE);
    Input state = Input.state("state", SQUARE);
    TensorType large = TensorType.f32(256, 256);
    Input big = Input.feed("big", large);
    try (Slab memory = Slab.allocate(SQUARE.bytes());
        Device device = Device.cpu(Workers.caller());
        Bound small =
            Bound.of(
                device, device.plan(counting(feed, state)), s -> memory.slice(0, SQUARE.bytes()))) {
      small.run();
      long before = device.scratchBytes();
      Value product = MatMul.of(big, big);
      Plan plan = device.plan(Graph.of(Sum.all(MatMul.of(product, product))));
      try (Bound grown = Bound.of(device, plan, s -> null)) {
        assertTrue(device.scratchBytes() > before);
        grown.run();
        small.run();
      }
      assertEquals(64f, small.output(0).get(ValueLayout.JAVA_FLOAT, 0));
    }
  }

  @Test
  void namesWhatDoesNotFit() {
    Input state = Input.state("state", SQUARE);
    Graph graph = new Graph(List.of(Sum.all(state)), Map.of());
    try (Device device = Device.cpu(Workers.caller())) {
      Plan plan = device.plan(graph);
      String missing =
          assertThrows(IllegalArgumentException.class, () -> Bound.of(device, plan, s -> null))
              .getMessage();
      assertEquals("[bind] state state:f32[8,8] needs 256 bytes; none given", missing);
    }
    Value ints = Input.feed("ints", TensorType.of(DType.I32, 3));
    Value floats = Input.feed("floats", TensorType.f32(3));
    assertEquals(
        "[add] types differ: i32 and f32: i32[3] x f32[3]",
        assertThrows(OpException.class, () -> Add.of(ints, floats)).getMessage());
    Value left = Input.feed("left", TensorType.f32(64, 784));
    Value right = Input.feed("right", TensorType.f32(512, 128));
    assertEquals(
        "[matmul] depth 784 != 512: f32[64,784] x f32[512,128]",
        assertThrows(OpException.class, () -> MatMul.of(left, right)).getMessage());
  }

  @Test
  void closedDevicesRefuse() {
    Device device = Device.cpu(Workers.caller());
    device.close();
    Graph graph = Graph.of(Sum.all(Input.feed("x", SQUARE)));
    Plan plan = device.plan(graph);
    assertEquals(
        "[device] closed",
        assertThrows(IllegalStateException.class, () -> Bound.of(device, plan, s -> null))
            .getMessage());
  }

  @Test
  void namesTheCallThatMeetsABadIndex() {
    Input table = Input.feed("table", TensorType.f32(5, 3));
    Input index = Input.feed("index", TensorType.of(DType.I32, 5, 3));
    Graph graph = Graph.of(Sum.all(Gather.of(Add.of(table, table), index, 0)));
    try (Device device = Device.cpu(Workers.caller());
        Bound bound = Bound.of(device, device.plan(graph), s -> null)) {
      bound.feed(index).setAtIndex(ValueLayout.JAVA_INT, 7, 5);
      assertEquals(
          "[gather] index 5 is outside 0..4: f32[5,3] x i32[5,3] -> f32[5,3]",
          assertThrows(OpException.class, bound::run).getMessage());
      bound.feed(index).setAtIndex(ValueLayout.JAVA_INT, 7, 4);
      bound.run();
    }
  }
}
