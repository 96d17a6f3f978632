package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.RandomPermutation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/**
 * {@code cuda-kernels/permutation.cu}: random words are dealt into buckets by their upper bits, and
 * each bucket is sorted.
 *
 * @param count of the words
 * @param stream of the draw
 * @param bits the upper bits, so 2 to their power buckets
 */
record PermutationCuda(int count, int stream, int bits) implements Kernel {
  /** Words of a bucket, at most, if chance spread them evenly. */
  private static final int BUCKET = 256;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("counter"),
          ADDRESS.withName("output"),
          ADDRESS.withName("keys"),
          ADDRESS.withName("starts"),
          ADDRESS.withName("arrivals"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("buckets"),
          JAVA_INT.withName("shift"),
          JAVA_INT.withName("stream"));

  static Choice select(RandomPermutation op, Signature signature) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros((op.count() - 1) / BUCKET);
    return new PermutationCuda(op.count(), op.stream(), bits);
  }

  private int buckets() {
    return 1 << bits;
  }

  private long keyBytes() {
    return (long) Long.BYTES * count;
  }

  /** One start more than buckets, where the last ends. */
  private long startBytes() {
    return Integer.BYTES * (buckets() + 1L);
  }

  @Override
  public long workspaceBytes() {
    return keyBytes() + startBytes() + (long) Integer.BYTES * buckets();
  }

  @Override
  public Call bind(Operands operands) {
    if (count == 0) {
      return () -> {};
    }
    MemorySegment starts = operands.workspace().asSlice(keyBytes(), startBytes());
    return new CheckedCall.Several(
        List.of(
            CudaDevice.current().zero(starts),
            step("count", DrawCuda.counters(count)).bind(operands),
            step("start", CudaKernel.THREADS).bind(operands),
            step("deal", DrawCuda.counters(count)).bind(operands),
            step("sort", (long) buckets() * CudaKernel.THREADS).bind(operands)));
  }

  private CudaKernel step(String name, long items) {
    return new CudaKernel(
        "permutation", "permutation_" + name, BLOCK, items, CudaKernel.InPlace.NEVER, this::fill);
  }

  private void fill(Block block, Operands operands) {
    MemorySegment workspace = operands.workspace();
    block
        .set("counter", operands.input(0))
        .set("output", operands.output(0))
        .set("keys", workspace)
        .set("starts", workspace.asSlice(keyBytes()))
        .set("arrivals", workspace.asSlice(keyBytes() + startBytes()))
        .set("count", count)
        .set("buckets", buckets())
        .set("shift", Integer.SIZE - bits)
        .set("stream", stream);
  }
}
