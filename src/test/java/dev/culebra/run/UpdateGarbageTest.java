package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.culebra.files.Garbage;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdagradStep;
import dev.culebra.op.AdamStep;
import dev.culebra.op.AdamaxStep;
import dev.culebra.op.EmaStep;
import dev.culebra.op.RmspropStep;
import dev.culebra.op.SgdStep;
import dev.culebra.par.Workers;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every form of every optimizer, over tensors that do and do not fill their vectors, allocates
 * nothing once compiled. In a JVM of its own: what other tests made the compiler learn would change
 * what it inlines.
 */
class UpdateGarbageTest {
  private static final List<Integer> SIZES = List.of(1, 3, 400, 100_000, 64, 65, 0, 784);
  private static final int RUNS = 200;

  /** With the number of moments, and of rates. */
  private static final Map<Op, int[]> STEPS =
      Map.of(
          new AdamStep(0.9, 0.999, 1e-8, 0.1, true), new int[] {2, 3},
          new SgdStep(0.9, false, 0), new int[] {1, 1},
          new SgdStep(0.9, true, 0), new int[] {1, 1},
          new AdamaxStep(0.9, 0.999, 1e-8, 0), new int[] {2, 1},
          new AdagradStep(1e-10, 0), new int[] {1, 1},
          new RmspropStep(0.99, 1e-8, 0, 0, false), new int[] {1, 1},
          new RmspropStep(0.99, 1e-3, 0, 0, true), new int[] {2, 1},
          new RmspropStep(0.99, 1e-8, 0, 0.9, false), new int[] {2, 1},
          new RmspropStep(0.99, 1e-3, 0, 0.9, true), new int[] {3, 1},
          new EmaStep(0.99), new int[] {0, 0});

  @Test
  void updatesMakeNoGarbage() throws IOException, InterruptedException {
    String output = Garbage.output(UpdateGarbageTest.class);
    List<String> lines = output.lines().filter(line -> line.contains(" bytes on ")).toList();
    assertEquals(STEPS.size(), lines.stream().filter(line -> line.contains(" on simd ")).count());
    assertEquals(List.of(), lines.stream().filter(line -> !line.startsWith("0 bytes")).toList());
  }

  /** Prints what {@link #RUNS} calls allocate after warming up, for each step and tier. */
  public static void main(String[] arguments) {
    Tiers tiers = Tiers.of("cpu");
    for (Map.Entry<Op, int[]> step : STEPS.entrySet()) {
      Signature signature = signature(step.getKey(), step.getValue());
      for (Map.Entry<String, Choice> choice : tiers.choices(signature).entrySet()) {
        if (choice.getValue() instanceof Kernel kernel && !choice.getKey().equals("ref")) {
          long bytes = allocated(kernel, signature);
          System.out.println(bytes + " bytes on " + choice.getKey() + " by " + step.getKey());
        }
      }
    }
  }

  private static Signature signature(Op op, int[] moments) {
    List<TensorType> types = new ArrayList<>();
    for (int kind = 0; kind < 2 + moments[0]; kind++) {
      SIZES.forEach(size -> types.add(TensorType.f32(size)));
    }
    if (moments[1] > 0) {
      types.add(TensorType.f32(moments[1]));
    }
    types.add(TensorType.f32());
    return Signature.of(op, types);
  }

  private static long allocated(Kernel kernel, Signature signature) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> inputs = new ArrayList<>();
      for (TensorType type : signature.inputs()) {
        MemorySegment input = arena.allocate(type.bytes(), 64);
        for (long i = 0; i < type.elements(); i++) {
          input.setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.5f);
        }
        inputs.add(input);
      }
      List<MemorySegment> outputs =
          signature.outputs().stream().map(type -> arena.allocate(type.bytes(), 64)).toList();
      Call call = kernel.bind(new Operands(inputs, outputs, MemorySegment.NULL, Workers.caller()));
      long bytes = Long.MAX_VALUE;
      // Until the JIT has compiled the loops, vectors are objects; a busy machine takes a while.
      for (int round = 0; round < 60 && bytes > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int run = 0; run < RUNS; run++) {
          call.run();
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
      return bytes;
    }
  }
}
