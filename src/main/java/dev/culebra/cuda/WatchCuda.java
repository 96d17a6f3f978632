package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.AllFinite;
import dev.culebra.op.ClipScale;
import dev.culebra.op.ClipValues;
import dev.culebra.op.GlobalNorm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;

/** {@code cuda-kernels/update.cu}: what clips all gradients together, a launch for each of them. */
final class WatchCuda {
  private static final StructLayout WATCH =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          JAVA_FLOAT.withName("limit"));

  private static final StructLayout NORM =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("total"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"));

  private static final StructLayout SCALE =
      Block.struct(
          ADDRESS.withName("norm"),
          ADDRESS.withName("finite"),
          ADDRESS.withName("output"),
          JAVA_DOUBLE.withName("maximum"));

  private WatchCuda() {}

  static Choice allFinite(AllFinite op, Signature signature) {
    List<Kernel> parts = new ArrayList<>();
    parts.add(MoveCuda.fill(signature.output(0), Float.floatToRawIntBits(1)));
    for (int i = 0; i < signature.inputs().size(); i++) {
      parts.add(watch(signature, "all_finite", i, 0, 0));
    }
    return new CudaSequence(parts);
  }

  static Choice clipValues(ClipValues op, Signature signature) {
    List<Kernel> parts = new ArrayList<>();
    for (int i = 0; i < signature.inputs().size(); i++) {
      parts.add(watch(signature, "clip_values", i, i, (float) op.limit()));
    }
    return new CudaSequence(parts);
  }

  private static Kernel watch(
      Signature signature, String name, int input, int output, float limit) {
    long count = signature.input(input).elements();
    return new CudaKernel(
        "update",
        name,
        WATCH,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("input", operands.input(input))
                .set("output", operands.output(output))
                .set("count", count)
                .set("limit", limit));
  }

  static Choice globalNorm(GlobalNorm op, Signature signature) {
    List<Kernel> parts = new ArrayList<>();
    parts.add(new ZeroTotal());
    for (int i = 0; i < signature.inputs().size(); i++) {
      int input = i;
      long count = signature.input(i).elements();
      if (count > 0) {
        parts.add(
            CudaKernel.ofBlocks(
                "update",
                "global_norm_add",
                NORM,
                1,
                (block, operands) -> norm(block, operands, input, count)));
      }
    }
    parts.add(
        CudaKernel.ofBlocks(
            "update",
            "global_norm_root",
            NORM,
            1,
            (block, operands) -> norm(block, operands, 0, 0)));
    return new CudaSequence(parts);
  }

  private static void norm(Block block, Operands operands, int input, long count) {
    block
        .set("input", operands.input(input))
        .set("total", operands.workspace())
        .set("output", operands.output(0))
        .set("count", count);
  }

  /** Sets the total of the squares, which lies in the workspace, to 0. */
  private record ZeroTotal() implements Kernel {
    @Override
    public long workspaceBytes() {
      return Double.BYTES;
    }

    @Override
    public Call bind(Operands operands) {
      MemorySegment total = operands.workspace().asSlice(0, Double.BYTES);
      return CudaDriver.get().device().zero(total);
    }
  }

  static Choice clipScale(ClipScale op, Signature signature) {
    return CudaKernel.ofBlocks(
        "update",
        "clip_scale",
        SCALE,
        1,
        (block, operands) ->
            block
                .set("norm", operands.input(0))
                .set("finite", operands.input(1))
                .set("output", operands.output(0))
                .set("maximum", op.maximum()));
  }
}
