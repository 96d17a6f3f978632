package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The search of {@link VqNearestFfm}, then the statistics of {@code native/src/vq_assign.c}. Sums
 * of blocks of vectors, while those are in L1, would take a codebook of memory for each block to
 * give the same bytes for any number of threads.
 */
final class VqAssignFfm {
  static final NativeFunction FUNCTION =
      NativeFunction.of(
          "vq_assign",
          ADDRESS.withName("vectors"),
          ADDRESS.withName("index"),
          ADDRESS.withName("counts"),
          ADDRESS.withName("sums"),
          ADDRESS.withName("begins"),
          ADDRESS.withName("sorted"),
          JAVA_LONG.withName("samples"),
          JAVA_LONG.withName("heads"),
          JAVA_LONG.withName("codes"),
          JAVA_LONG.withName("depth"));

  static final NativeFunction SORT = FUNCTION.sibling("vq_assign_sort");

  /** {@code CULEBRA_VQ_GROUP}. */
  private static final int GROUP = 16;

  private VqAssignFfm() {}

  static Choice select(VqAssign op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    if (VqNearestFfm.PACK.refusal() != null) {
      return Choice.refuse(VqNearestFfm.PACK.refusal());
    }
    VqSizes sizes = VqSizes.of(signature.input(0), signature.input(1));
    int codes = Math.multiplyExact(sizes.heads(), sizes.codes());
    BiConsumer<Block, Operands> fill = (block, operands) -> fill(block, sizes, operands);
    List<NativeStages.Part> stages = new ArrayList<>(VqNearestFfm.stages(op.cosine(), sizes));
    stages.add(new NativeStages.Grid(SORT, 1, fill));
    stages.add(new NativeStages.Grid(FUNCTION, Math.ceilDiv(codes, GROUP), fill));
    long places = (long) sizes.samples() * sizes.heads();
    long bytes = begins(sizes) + Integer.BYTES * (codes + 1 + places);
    return SORT.offer(new NativeStages(op.name(), List.copyOf(stages), bytes));
  }

  /** Where this operation's scratch memory begins, behind the search's. */
  private static long begins(VqSizes sizes) {
    return VqNearestFfm.workspaceBytes(sizes);
  }

  private static void fill(Block block, VqSizes sizes, Operands operands) {
    MemorySegment begins = operands.workspace().asSlice(begins(sizes));
    block
        .set("vectors", operands.input(0))
        .set("index", operands.output(0))
        .set("counts", operands.output(2))
        .set("sums", operands.output(3))
        .set("begins", begins)
        .set("sorted", begins.asSlice(Integer.BYTES * (sizes.heads() * (long) sizes.codes() + 1)))
        .set("samples", (long) sizes.samples())
        .set("heads", (long) sizes.heads())
        .set("codes", (long) sizes.codes())
        .set("depth", (long) sizes.depth());
  }
}
