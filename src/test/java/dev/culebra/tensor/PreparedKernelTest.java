package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.culebra.harness.Seed;
import dev.culebra.ir.Op;
import dev.culebra.op.AdamStep;
import dev.culebra.op.Add;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.MatMul;
import dev.culebra.op.Maximum;
import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What {@link Kernels#prepare} promises beyond the right numbers. */
class PreparedKernelTest {
  private static final Op PRODUCT = new MatMul(false, false);

  private static float[] normal(int count, RandomGenerator random) {
    float[] elements = new float[count];
    for (int i = 0; i < count; i++) {
      elements[i] = (float) random.nextGaussian();
    }
    return elements;
  }

  @Test
  void runningAllocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    RandomGenerator random = Seed.random("prepared");
    try (Arena arena = Arena.ofConfined();
        PreparedKernel segments =
            Kernels.prepare(
                new Add(),
                List.of(
                    Operand.f32(arena.allocate(512, 64), 128),
                    Operand.f32(arena.allocate(512, 64), 128)),
                List.of(Operand.f32(arena.allocate(512, 64), 128)));
        PreparedKernel arrays =
            Kernels.prepare(
                PRODUCT,
                List.of(
                    Operand.f32(normal(35, random), 5, 7), Operand.f32(normal(21, random), 7, 3)),
                List.of(Operand.f32(new float[15], 5, 3)))) {
      for (PreparedKernel kernel : List.of(segments, arrays)) {
        // The JIT removes the objects of vector code; until it has compiled it, they are allocated,
        // which takes seconds on a busy machine.
        long allocated = Long.MAX_VALUE;
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (allocated > 0 && System.nanoTime() < deadline) {
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < 5000; i++) {
            kernel.run();
          }
          allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated, "bytes in 5000 runs");
      }
    }
  }

  @Test
  void readsItsInputsAnewInEachRun() {
    float[] left = {1, 2};
    float[] sum = new float[2];
    try (PreparedKernel add =
        Kernels.prepare(
            new Add(),
            List.of(Operand.f32(left, 2), Operand.f32(new float[] {10, 20}, 2)),
            List.of(Operand.f32(sum, 2)))) {
      add.run();
      assertArrayEquals(new float[] {11, 22}, sum);
      left[1] = 5;
      add.run();
      assertArrayEquals(new float[] {11, 25}, sum);
    }
  }

  @Test
  void namesTheTierThatComputes() {
    List<Operand> inputs =
        List.of(Operand.f32(new float[6], 2, 3), Operand.f32(new float[12], 3, 4));
    List<Operand> outputs = List.of(Operand.f32(new float[8], 2, 4));
    for (String tier : List.of("ref", "simd")) {
      try (PreparedKernel kernel =
          Kernels.prepare(PRODUCT, inputs, outputs, KernelOptions.tier(tier))) {
        assertEquals(tier, kernel.tier());
      }
    }
    Operand pair = Operand.f32(new float[2], 2);
    try (PreparedKernel kernel =
        Kernels.prepare(
            new Maximum(), List.of(pair, pair), List.of(Operand.f32(new float[2], 2)))) {
      assertEquals("simd", kernel.tier());
      assertTrue(kernel.workspaceBytes() >= 0);
    }
  }

  @Test
  void arraysAndSegmentsGiveTheSameBytesForAnyNumberOfThreads() {
    RandomGenerator random = Seed.random("same bytes");
    float[] left = normal(67 * 65, random);
    float[] right = normal(65 * 130, random);
    float[] product = new float[67 * 130];
    Kernels.matmul(
        Operand.f32(left, 67, 65), Operand.f32(right, 65, 130), Operand.f32(product, 67, 130));
    try (Arena arena = Arena.ofShared();
        Workers three = Workers.of(3)) {
      MemorySegment output = arena.allocate(4L * product.length, 64);
      Kernels.using(
          new KernelOptions(null, three),
          () ->
              Kernels.matmul(
                  Operand.f32(arena.allocateFrom(ValueLayout.JAVA_FLOAT, left), 67, 65),
                  Operand.f32(arena.allocateFrom(ValueLayout.JAVA_FLOAT, right), 65, 130),
                  Operand.f32(output, 67, 130)));
      assertArrayEquals(product, output.toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  @Test
  void adamWorksInPlaceOnSegmentsAsOnArrays() {
    RandomGenerator random = Seed.random("adam");
    float[] gradient = normal(131, random);
    float[] weight = normal(131, random);
    AdamStep rule = new AdamStep(0.9, 0.999, 1e-8, 0.01, true);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment inPlace = arena.allocateFrom(ValueLayout.JAVA_FLOAT, weight);
      Operand first = Operand.f32(arena.allocate(4 * 131, 64), 131);
      Operand second = Operand.f32(arena.allocate(4 * 131, 64), 131);
      float[] firstArray = new float[131];
      float[] secondArray = new float[131];
      for (int step = 1; step <= 3; step++) {
        Kernels.adamStep(
            rule, Operand.f32(inPlace, 131), Operand.f32(gradient, 131), first, second, 0.01, step);
        Kernels.adamStep(
            rule,
            Operand.f32(weight, 131),
            Operand.f32(gradient, 131),
            Operand.f32(firstArray, 131),
            Operand.f32(secondArray, 131),
            0.01,
            step);
      }
      assertArrayEquals(weight, inPlace.toArray(ValueLayout.JAVA_FLOAT));
      assertArrayEquals(firstArray, first.memory().toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  @Test
  void adamStepsManyArraysAtOnce() {
    RandomGenerator random = Seed.random("adam of many");
    AdamStep rule = new AdamStep(0.9, 0.999, 1e-8, 0.01, false);
    float[][] weights = {normal(7, random), normal(131, random)};
    float[][] gradients = {normal(7, random), normal(131, random)};
    float[][] alone = {weights[0].clone(), weights[1].clone()};
    List<Operand> state = new ArrayList<>();
    for (int kind = 0; kind < 4; kind++) {
      for (int i = 0; i < 2; i++) {
        int size = weights[i].length;
        float[][] of = {weights[i], gradients[i], new float[size], new float[size]};
        state.add(Operand.f32(of[kind], size));
      }
    }
    List<Operand> inputs = new ArrayList<>(state);
    float[] rates = {0.25f, (float) (0.25 / (1 - 0.9)), (float) Math.sqrt(1 - 0.999)};
    inputs.add(Operand.f32(rates, 3));
    inputs.add(Operand.f32(new float[] {1}));
    List<Operand> outputs = new ArrayList<>(state.subList(0, 2));
    outputs.addAll(state.subList(4, 8));
    Kernels.run(rule, inputs, outputs);
    for (int i = 0; i < 2; i++) {
      int size = alone[i].length;
      Kernels.adamStep(
          rule,
          Operand.f32(alone[i], size),
          Operand.f32(gradients[i], size),
          Operand.f32(new float[size], size),
          Operand.f32(new float[size], size),
          0.25,
          1);
      assertArrayEquals(alone[i], weights[i]);
    }
  }

  @Test
  void outputsLeftOutAreDropped() {
    float[] all = new float[6];
    Kernels.run(
        new LstmSequence(),
        List.of(
            Operand.f32(new float[] {1, 2}, 1, 2, 1),
            Operand.f32(normal(12, Seed.random("lstm")), 1, 12),
            Operand.f32(new float[36], 3, 12),
            Operand.f32(new float[12], 12),
            Operand.f32(new float[3], 1, 3),
            Operand.f32(new float[3], 1, 3)),
        List.of(Operand.f32(all, 1, 2, 3)));
    assertTrue(all[0] != 0);
  }

  @Test
  void emptyOperandsAreFine() {
    Kernels.matmul(
        Operand.f32(new float[0], 0, 3),
        Operand.f32(new float[6], 3, 2),
        Operand.f32(new float[0], 0, 2));
    float[] product = {7};
    Kernels.matmul(
        Operand.f32(new float[0], 1, 0),
        Operand.f32(new float[0], 0, 1),
        Operand.f32(product, 1, 1));
    assertArrayEquals(new float[] {0}, product);
  }
}
