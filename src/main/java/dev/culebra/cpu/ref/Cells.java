package dev.culebra.cpu.ref;

import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Elements of a buffer read and written as doubles, whatever their type; writing rounds once. Whole
 * numbers are also read and written as such: a double would lose the lower bits of large ones.
 */
interface Cells {
  double get(long index);

  void set(long index, double value);

  /** An element of a buffer of whole numbers. */
  default long whole(long index) {
    throw new UnsupportedOperationException("not a buffer of whole numbers");
  }

  /** Writes the lower bits of a number to a buffer of whole numbers. */
  default void setWhole(long index, long value) {
    throw new UnsupportedOperationException("not a buffer of whole numbers");
  }

  /** Copies an element of a buffer of the same type. */
  default void copy(long index, Cells source, long from) {
    set(index, source.get(from));
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
    public void setWhole(long index, long value) {
      segment.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
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
    public void setWhole(long index, long value) {
      segment.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index, value);
    }

    @Override
    public void copy(long index, Cells source, long from) {
      setWhole(index, source.whole(from));
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
    public long whole(long index) {
      return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, index));
    }

    @Override
    public void setWhole(long index, long value) {
      segment.set(ValueLayout.JAVA_BYTE, index, (byte) value);
    }

    @Override
    public void set(long index, double value) {
      segment.set(ValueLayout.JAVA_BYTE, index, (byte) (int) value);
    }
  }
}
