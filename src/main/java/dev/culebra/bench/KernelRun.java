package dev.culebra.bench;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Precision;
import dev.culebra.math.TensorFloat32;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A kernel's program, bound to filled memory. Owns both until closed; the device is given. */
final class KernelRun implements AutoCloseable {
  private static final long SEED = 1;

  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> inputs = new ArrayList<>();
  private final Graph graph;
  private final Device device;
  private final Bound bound;

  KernelRun(Kernel kernel, Device device) {
    this(kernel, device, Precision.F32);
  }

  /**
   * @param precision of the device; where that is TF32, products are given numbers that are no
   *     longer than that, since how a device shortens others is its own
   */
  KernelRun(Kernel kernel, Device device, Precision precision) {
    this.device = device;
    List<Input> values = new ArrayList<>();
    for (Kernel.Argument argument : kernel.arguments()) {
      String name = "input" + values.size();
      boolean isState = argument.kind() == Input.Kind.STATE;
      values.add(isState ? Input.state(name, argument.type()) : Input.feed(name, argument.type()));
    }
    graph = kernel.program().apply(values);
    boolean isProduct = graph.nodes().stream().anyMatch(node -> node.op().isProduct());
    Map<Input, MemorySegment> memories = new IdentityHashMap<>();
    for (Input value : values) {
      MemorySegment memory = arena.allocate(value.type().bytes(), 64);
      // Each input by itself, so that a smaller leading axis begins with the same numbers.
      SplittableRandom random = new SplittableRandom(SEED + inputs.size());
      fill(kernel.arguments().get(inputs.size()), memory, random);
      if (isProduct && precision == Precision.TF32) {
        shorten(memory);
      }
      memories.put(value, memory);
      inputs.add(memory);
    }
    try {
      bound = Bound.of(device, device.plan(graph, kernel.planned()), memories::get);
    } catch (RuntimeException problem) {
      arena.close();
      throw problem;
    }
    for (Input value : values) {
      if (!bound.reads(value)) {
        throw new IllegalArgumentException("[bench] the program does not read " + value);
      }
      if (value.kind() == Input.Kind.FEED) {
        bound.feed(value).copyFrom(memories.get(value));
      }
    }
  }

  private static void shorten(MemorySegment memory) {
    for (long i = 0; i < memory.byteSize() / Float.BYTES; i++) {
      float given = memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, TensorFloat32.round(given));
    }
  }

  private static void fill(Kernel.Argument argument, MemorySegment memory, RandomGenerator random) {
    for (long i = 0; i < argument.type().elements(); i++) {
      double value = argument.fill().applyAsDouble(random);
      switch (argument.type().dtype()) {
        case F32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
        case I32 -> memory.setAtIndex(ValueLayout.JAVA_INT, i, (int) value);
        case I64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, i, (long) value);
        case F64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
        case U8 -> memory.set(ValueLayout.JAVA_BYTE, i, (byte) (int) value);
        case BF16 -> throw new IllegalArgumentException("[bench] " + argument.type());
      }
    }
  }

  void run() {
    bound.run();
  }

  /** The program's kernels as one launch, on what the last run was fed; see {@link Bound}. */
  Accelerator.Recording recorded() {
    return bound.recorded(1);
  }

  /** What the program returns; where it only updates states, these. */
  List<float[]> outputs() {
    List<float[]> all = new ArrayList<>();
    if (graph.outputs().isEmpty()) {
      device.downloadStates();
      inputs.forEach(memory -> all.add(memory.toArray(ValueLayout.JAVA_FLOAT)));
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      all.add(floats(graph.outputs().get(i).type(), bound.output(i)));
    }
    return all;
  }

  /** Whole numbers too, which floats hold exactly up to 2^24. */
  private static float[] floats(TensorType type, MemorySegment memory) {
    if (type.dtype() == DType.F32) {
      return memory.toArray(ValueLayout.JAVA_FLOAT);
    }
    float[] floats = new float[Math.toIntExact(type.elements())];
    for (int i = 0; i < floats.length; i++) {
      floats[i] =
          switch (type.dtype()) {
            case I32 -> memory.getAtIndex(ValueLayout.JAVA_INT, i);
            case I64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, i);
            case U8 -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, i));
            case F32, F64, BF16 -> throw new IllegalArgumentException("[bench] " + type);
          };
    }
    return floats;
  }

  /** Largest magnitude among the float32 inputs. */
  double largestInput() {
    double largest = 0;
    for (MemorySegment memory : inputs) {
      for (long i = 0; i < memory.byteSize() / Float.BYTES; i++) {
        float value = Math.abs(memory.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        largest = Float.isFinite(value) ? Math.max(largest, value) : largest;
      }
    }
    return largest;
  }

  @Override
  public void close() {
    bound.close();
    arena.close();
  }
}
