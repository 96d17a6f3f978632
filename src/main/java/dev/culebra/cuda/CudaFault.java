package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.ir.OpException;
import dev.culebra.memory.Block;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code cuda-kernels/fault.cuh}: where a call on the device says that an index lies outside its
 * range. The device raises a flag in the host's memory, so that a step without a fault costs one
 * look at that; only then is read which call it was.
 */
final class CudaFault {
  private static final StructLayout BLOCK =
      Block.struct(
          JAVA_LONG.withName("high"), JAVA_LONG.withName("low"), ADDRESS.withName("raised"));

  private static final long NONE = -1;

  private final CudaMemory memory;
  private final Range range;

  /** The check that the call would have made on the host. */
  @FunctionalInterface
  interface Range {
    /**
     * @throws OpException that names the index
     */
    void check(long place, long index);
  }

  CudaFault(CudaDevice device, Range range) {
    memory = CudaMemory.holding(device, empty(device));
    this.range = range;
  }

  private static MemorySegment empty(CudaDevice device) {
    return new Block(BLOCK)
        .set("high", NONE)
        .set("low", NONE)
        .set("raised", device.raised())
        .segment();
  }

  /** What kernels take. */
  MemorySegment segment() {
    return memory.segment();
  }

  /**
   * Looks whether the call found a fault, and forgets it.
   *
   * @throws OpException that names the first bad index
   */
  void check(CudaDevice device) {
    MemorySegment found = memory.read();
    long high = found.getAtIndex(JAVA_LONG, 0);
    long low = found.getAtIndex(JAVA_LONG, 1);
    if (high != NONE || low != NONE) {
      memory.write(empty(device));
      range.check(high >>> Integer.SIZE, high << Integer.SIZE | low & 0xFFFFFFFFL);
      throw new IllegalStateException("[cuda] a fault without a bad index");
    }
  }

  /** The bits of what stands for an element that no index points to. */
  static int spoiled(DType dtype) {
    return dtype == DType.F32 ? Float.floatToRawIntBits(Float.NaN) : 0;
  }

  /** Whether the flag is up; lowers it. */
  static boolean wasRaised(MemorySegment flag) {
    boolean raised = flag.get(JAVA_INT, 0) != 0;
    if (raised) {
      flag.set(JAVA_INT, 0, 0);
    }
    return raised;
  }
}
