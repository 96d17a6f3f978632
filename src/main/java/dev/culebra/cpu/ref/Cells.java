package dev.culebra.cpu.ref;

import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Elements of a buffer read and written as doubles, whatever their type; writing rounds once. */
interface Cells {
  double get(long index);

  void set(long index, double value);

  /** An element of an i32 or i64 buffer: a double would lose the lower bits of a seed. */
  default long whole(long index) {
    throw new UnsupportedOperationException("whole numbers are read from i32 and i64 only");
  }

  static Cells of(TensorType type, MemorySegment segment) {
    return switch (type.dtype()) {
      case F32 -> new Floats(segment);
      case F64 -> new Doubles(segment);
      case I32 -> new Ints(segment);
      case I64 -> new Longs(segment);
      case U8 -> new Bytes(segment);
      case BF16 -> throw new UnsupportedOperationException("bf16 is storage only");
    };
  }

  /** Whether the type is computed in double precision. */
  static boolean isDouble(TensorType type) {
    return type.dtype() == DType.F64;
  }

  record Floats(MemorySegment segment) implements Cells {
    @Override
    public double get(long index) {
      return segment.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    @Override
    public void set(long index, double value) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
    }
  }

  record Doubles(MemorySegment segment) implements Cells {
    @Override
    public double get(long index) {
      return segment.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, index);
    }

    @Override
    public void set(long index, double value) {
      segment.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, index, value);
    }
  }

  record Ints(MemorySegment segment) implements Cells {
    @Override
    public double get(long index) {
      return segment.getAtIndex(ValueLayout.JAVA_INT, index);
    }

    @Override
    public long whole(long index) {
      return segment.getAtIndex(ValueLayout.JAVA_INT, index);
    }

    @Override
    public void set(long index, double value) {
      segment.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
    }
  }

  record Longs(MemorySegment segment) implements Cells {
    @Override
    public double get(long index) {
      return segment.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
    }

    @Override
    public long whole(long index) {
      return segment.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
    }

    @Override
    public void set(long index, double value) {
      segment.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index, (long) value);
    }
  }

  record Bytes(MemorySegment segment) implements Cells {
    @Override
    public double get(long index) {
      return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, index));
    }

    @Override
    public void set(long index, double value) {
      segment.set(ValueLayout.JAVA_BYTE, index, (byte) (int) value);
    }
  }
}
