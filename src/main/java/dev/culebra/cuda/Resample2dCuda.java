package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Resample2d;
import dev.culebra.op.Taps;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code cuda-kernels/resample2d.cu}: a thread for each element of the result. */
final class Resample2dCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          ADDRESS.withName("row_starts"),
          ADDRESS.withName("row_from"),
          ADDRESS.withName("row_weights"),
          ADDRESS.withName("column_starts"),
          ADDRESS.withName("column_from"),
          ADDRESS.withName("column_weights"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("height"),
          JAVA_INT.withName("width"),
          JAVA_INT.withName("channels"),
          JAVA_INT.withName("result_height"),
          JAVA_INT.withName("result_width"));

  /** The maps on the device, for the life of the JVM as the kernels; a model has a few of them. */
  private static final Map<Key, CudaMemory> TABLES = new ConcurrentHashMap<>();

  private record Key(CudaDevice device, Taps taps) {}

  private Resample2dCuda() {}

  static Choice select(Resample2d op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    Shape image = signature.input(0).shape();
    Shape result = signature.output(0).shape();
    long count = result.elements();
    return new CudaKernel(
        "resample2d",
        "resample2d",
        BLOCK,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) -> {
          set(block, "row", op.rows());
          set(block, "column", op.columns());
          block
              .set("input", operands.input(0))
              .set("output", operands.output(0))
              .set("count", count)
              .set("height", image.size(1))
              .set("width", image.size(2))
              .set("channels", image.size(3))
              .set("result_height", result.size(1))
              .set("result_width", result.size(2));
        });
  }

  private static void set(Block block, String axis, Taps taps) {
    MemorySegment table =
        TABLES
            .computeIfAbsent(new Key(CudaDevice.current(), taps), Resample2dCuda::upload)
            .segment();
    long starts = JAVA_INT.byteSize() * (taps.outputs() + 1);
    long from = JAVA_INT.byteSize() * taps.from().length;
    block
        .set(axis + "_starts", table)
        .set(axis + "_from", table.asSlice(starts))
        .set(axis + "_weights", table.asSlice(starts + from));
  }

  /** Starts, places and weights after one another. */
  private static CudaMemory upload(Key key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment starts = arena.allocateFrom(JAVA_INT, key.taps.starts());
      MemorySegment from = arena.allocateFrom(JAVA_INT, key.taps.from());
      MemorySegment weights = arena.allocateFrom(JAVA_FLOAT, key.taps.floatWeights());
      long first = starts.byteSize() + from.byteSize();
      MemorySegment host = arena.allocate(first + weights.byteSize(), JAVA_INT.byteAlignment());
      host.copyFrom(starts);
      host.asSlice(starts.byteSize()).copyFrom(from);
      host.asSlice(first).copyFrom(weights);
      return CudaMemory.holding(key.device, host);
    }
  }
}
