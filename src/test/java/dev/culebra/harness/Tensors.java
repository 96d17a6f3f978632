package dev.culebra.harness;

import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Filling, reading and comparing test buffers. */
public final class Tensors {
  private Tensors() {}

  public static List<MemorySegment> fill(
      Case test, List<TensorType> types, RandomGenerator random, Arena arena) {
    List<MemorySegment> segments = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      MemorySegment segment = arena.allocate(types.get(i).bytes(), 64);
      for (long e = 0; e < types.get(i).elements(); e++) {
        set(types.get(i).dtype(), segment, e, test.inputs().get(i).values().draw(random));
      }
      segments.add(segment);
    }
    return segments;
  }

  public static double get(DType dtype, MemorySegment segment, long index) {
    return switch (dtype) {
      case F32 -> segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * 4);
      case F64 -> segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * 8);
      case I32 -> segment.get(ValueLayout.JAVA_INT_UNALIGNED, index * 4);
      case I64 -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED, index * 8);
      case U8 -> Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, index));
      case BF16 -> throw new IllegalArgumentException("bf16");
    };
  }

  public static void set(DType dtype, MemorySegment segment, long index, double value) {
    switch (dtype) {
      case F32 -> segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * 4, (float) value);
      case F64 -> segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * 8, value);
      case I32 -> segment.set(ValueLayout.JAVA_INT_UNALIGNED, index * 4, (int) value);
      case I64 -> segment.set(ValueLayout.JAVA_LONG_UNALIGNED, index * 8, (long) value);
      case U8 -> segment.set(ValueLayout.JAVA_BYTE, index, (byte) (int) value);
      case BF16 -> throw new IllegalArgumentException("bf16");
    }
  }

  /** The same numbers in another element type: golden files hold float32, whole numbers too. */
  public static MemorySegment converted(
      TensorType type, MemorySegment segment, DType dtype, Arena arena) {
    MemorySegment converted = arena.allocate(type.withDtype(dtype).bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      set(dtype, converted, i, get(type.dtype(), segment, i));
    }
    return converted;
  }

  /** Elements as doubles. */
  public static double[] read(TensorType type, MemorySegment segment) {
    double[] values = new double[Math.toIntExact(type.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(type.dtype(), segment, i);
    }
    return values;
  }

  /** Largest finite magnitude, at least a small number so that bounds are never zero. */
  public static double magnitude(double[] values) {
    double largest = 1e-30;
    for (double value : values) {
      if (Double.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }
}
