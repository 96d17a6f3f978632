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
import dev.culebra.shape.TensorType;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.stream.IntStream;

/** {@code cuda-kernels/watch.cu}: what clips all gradients together. */
final class WatchCuda {
  /** Elements of a block of threads. */
  private static final long PIECE = 16L * CudaKernel.THREADS;

  private static final StructLayout WATCH =
      CudaTensors.block(
          ADDRESS.withName("output"),
          ADDRESS.withName("totals"),
          JAVA_LONG.withName("blocks"),
          JAVA_FLOAT.withName("limit"));

  private static final StructLayout SCALE =
      Block.struct(
          ADDRESS.withName("norm"),
          ADDRESS.withName("finite"),
          ADDRESS.withName("output"),
          JAVA_DOUBLE.withName("maximum"));

  private WatchCuda() {}

  static Choice allFinite(AllFinite op, Signature signature) {
    Kernel one = MoveCuda.fill(signature.output(0), Float.floatToRawIntBits(1));
    Kernel watch =
        operands ->
            tensors(signature, operands)
                .launch("watch", op.name(), new Block(WATCH).set("output", operands.output(0)));
    return new CudaSequence(List.of(one, watch));
  }

  static Choice clipValues(ClipValues op, Signature signature) {
    return new Clip((float) op.limit(), signature);
  }

  /** Every element is read before it is written. */
  private record Clip(float limit, Signature signature) implements Kernel {
    @Override
    public Call bind(Operands operands) {
      return tensors(signature, operands)
          .launch("watch", "clip_values", new Block(WATCH).set("limit", limit));
    }

    @Override
    public boolean inPlace(int output, int input) {
      return output == input;
    }
  }

  static Choice globalNorm(GlobalNorm op, Signature signature) {
    return new Norm(signature);
  }

  /** The squares of each block of threads, and their sum in one more. */
  private record Norm(Signature signature) implements Kernel {
    private long blocks() {
      return signature.inputs().stream()
          .mapToLong(type -> Math.ceilDiv(type.elements(), PIECE))
          .sum();
    }

    @Override
    public long workspaceBytes() {
      return Double.BYTES * Math.max(1, blocks());
    }

    @Override
    public Call bind(Operands operands) {
      Block root = block(operands);
      return new CheckedCall.Several(
          List.of(
              tensors(signature, operands).launch("watch", "global_norm_add", block(operands)),
              CudaFunction.of("watch", "global_norm_root").launch(root, 1, CudaKernel.THREADS)));
    }

    private Block block(Operands operands) {
      return new Block(WATCH)
          .set("output", operands.output(0))
          .set("totals", operands.workspace())
          .set("blocks", blocks());
    }
  }

  /** Each input with the output that belongs to it, if there is one for each. */
  private static CudaTensors tensors(Signature signature, Operands operands) {
    boolean each = operands.outputs().size() == operands.inputs().size();
    List<TensorType> types = signature.inputs();
    return CudaTensors.of(
        IntStream.range(0, types.size())
            .mapToObj(
                i ->
                    new CudaTensors.Tensor(
                        List.of(operands.input(i)),
                        each ? List.of(operands.output(i)) : List.of(),
                        types.get(i).elements()))
            .toList(),
        PIECE);
  }

  static Choice clipScale(ClipScale op, Signature signature) {
    return CudaKernel.ofBlocks(
        "watch",
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
