package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.VqNearest;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Binding of {@code native/src/vq_nearest.c}; the numbers and distances of every other tier. */
final class VqNearestFfm {
  static final NativeFunction FUNCTION =
      NativeFunction.of(
          "vq_nearest",
          ADDRESS.withName("vectors"),
          ADDRESS.withName("codebook"),
          ADDRESS.withName("index"),
          ADDRESS.withName("distance"),
          ADDRESS.withName("longest"),
          ADDRESS.withName("halves"),
          ADDRESS.withName("panels"),
          ADDRESS.withName("rows"),
          JAVA_LONG.withName("samples"),
          JAVA_LONG.withName("heads"),
          JAVA_LONG.withName("codes"),
          JAVA_LONG.withName("depth"),
          JAVA_INT.withName("cosine"),
          JAVA_INT.withName("tile_vectors"));

  static final NativeFunction PACK = FUNCTION.sibling("vq_nearest_pack");

  /** {@code CULEBRA_VQ_PANEL}. */
  private static final int PANEL = 32;

  /** {@code CULEBRA_VQ_BLOCK}. */
  private static final int BLOCK = 48;

  private VqNearestFfm() {}

  static Choice select(VqNearest op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    VqSizes sizes = VqSizes.of(signature.input(0), signature.input(1));
    return PACK.offer(
        new NativeStages(op.name(), stages(op.cosine(), sizes), workspaceBytes(sizes)));
  }

  /** Packing of all panels, then the search for all blocks of rows. */
  static List<NativeStages.Part> stages(boolean cosine, VqSizes sizes) {
    int blocks = Math.multiplyExact(sizes.heads(), Math.ceilDiv(sizes.samples(), BLOCK));
    return List.of(
        new NativeStages.Grid(
            PACK,
            blocks == 0 ? 0 : panels(sizes),
            (block, operands) -> fill(block, cosine, sizes, operands)),
        operands -> search(cosine, sizes, operands, blocks));
  }

  private static NativeCall.Stage search(
      boolean cosine, VqSizes sizes, Operands operands, int blocks) {
    MemorySegment[] arguments =
        SlotCall.blocks(
            FUNCTION,
            operands,
            codeBytes(sizes),
            rowBytes(sizes),
            (block, rows) -> fill(block, cosine, sizes, operands).set("rows", rows));
    return NativeCall.Stage.slots(FUNCTION, arguments, blocks);
  }

  static long workspaceBytes(VqSizes sizes) {
    return codeBytes(sizes) + SlotCall.SLOTS * rowBytes(sizes);
  }

  /** Everything but where the rows of a block go. */
  private static Block fill(Block block, boolean cosine, VqSizes sizes, Operands operands) {
    MemorySegment panels = operands.workspace();
    MemorySegment halves = panels.asSlice(panelBytes(sizes));
    return block
        .set("vectors", operands.input(0))
        .set("codebook", operands.input(1))
        .set("index", operands.output(0))
        .set("distance", operands.output(1))
        .set("longest", halves.asSlice(halfBytes(sizes)))
        .set("halves", halves)
        .set("panels", panels)
        .set("samples", (long) sizes.samples())
        .set("heads", (long) sizes.heads())
        .set("codes", (long) sizes.codes())
        .set("depth", (long) sizes.depth())
        .set("cosine", cosine ? 1 : 0);
  }

  /** What all blocks of rows share. */
  private static long codeBytes(VqSizes sizes) {
    return SlotCall.aligned(
        panelBytes(sizes) + halfBytes(sizes) + (long) Double.BYTES * panels(sizes));
  }

  private static long rowBytes(VqSizes sizes) {
    return SlotCall.aligned((long) Float.BYTES * BLOCK * sizes.depth());
  }

  private static int panels(VqSizes sizes) {
    return Math.multiplyExact(sizes.heads(), Math.ceilDiv(sizes.codes(), PANEL));
  }

  private static long halfBytes(VqSizes sizes) {
    return (long) Float.BYTES * PANEL * panels(sizes);
  }

  private static long panelBytes(VqSizes sizes) {
    return halfBytes(sizes) * sizes.depth();
  }
}
