package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Fused;
import dev.culebra.op.SampleLossGradient;
import dev.culebra.op.SampleLossPlaces;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * {@code cuda-kernels/sample_loss.cu}: a loss of each sample, its gradients, or both in one launch.
 * A single gradient by itself is element-wise, so that chains take it.
 */
final class SampleLossCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("left"),
          ADDRESS.withName("right"),
          ADDRESS.withName("seed"),
          ADDRESS.withName("loss"),
          ADDRESS.withName("to_left"),
          ADDRESS.withName("to_right"),
          JAVA_LONG.withName("lines"),
          JAVA_LONG.withName("count"));

  private static final int NONE = SampleLossPlaces.NONE;

  private SampleLossCuda() {}

  static Choice loss(Op op, Signature signature) {
    return kernel(op, signature.input(0), new SampleLossPlaces(0, 1, NONE, 0, NONE, NONE));
  }

  /** Both gradients. The last input is the gradient of the loss, which is the one before. */
  static Choice gradients(SampleLossGradient op, Signature signature) {
    int seed = signature.inputs().size() - 1;
    return kernel(op.loss(), signature.input(0), new SampleLossPlaces(0, 1, seed, NONE, 0, 1));
  }

  /** The only gradient; the loss's, the last input, repeats over a sample. */
  static Choice gradient(Signature signature, String function) {
    return ElementwiseCuda.ternary(spread(signature, 2), function);
  }

  /** The signature with an input {@code [N]} as {@code [N,1,…]}, which broadcasts over a sample. */
  private static Signature spread(Signature signature, int input) {
    int[] sizes = new int[signature.input(0).shape().rank()];
    Arrays.fill(sizes, 1);
    sizes[0] = signature.input(input).shape().size(0);
    List<TensorType> inputs = new ArrayList<>(signature.inputs());
    inputs.set(input, inputs.get(input).withShape(Shape.of(sizes)));
    return new Signature(signature.op(), inputs, signature.outputs());
  }

  /**
   * A loss and its gradient.
   *
   * @param kernels for the members
   */
  static Choice fused(
      Fused op, Signature signature, Function<Signature, ? extends Choice> kernels) {
    SampleLossPlaces places = SampleLossPlaces.of(op);
    if (places == null) {
      return Choice.refuse("no loss of samples with its gradient");
    }
    List<TensorType> types = op.types(signature.inputs());
    for (Fused.Member member : op.members()) {
      Choice own = kernels.apply(Signature.of(member.op(), member.operandTypes(types)));
      if (!(own instanceof CudaKernel || own instanceof CudaElementwise)) {
        return Choice.refuse("another tier has " + member.op().name());
      }
    }
    Op loss = op.members().getFirst().op();
    return kernel(loss, signature.input(places.left()), places);
  }

  private static Choice kernel(Op loss, TensorType operand, SampleLossPlaces places) {
    return operand.dtype() == DType.F32
        ? Lines.ofSamples(operand.shape())
            .kernel(
                "sample_loss",
                loss.name(),
                BLOCK,
                (output, input) -> inPlace(places, output, input),
                (block, operands) -> fill(block, operands, places))
        : Choice.refuse(operand.dtype().label() + " is for the reference");
  }

  /** Each thread writes elements of gradients that it alone has read of the operands. */
  private static boolean inPlace(SampleLossPlaces places, int output, int input) {
    return output != places.loss() && (input == places.left() || input == places.right());
  }

  private static void fill(Block block, Operands operands, SampleLossPlaces places) {
    int seed = places.seed();
    block
        .set("left", operands.input(places.left()))
        .set("right", operands.input(places.right()))
        .set("seed", seed == NONE ? MemorySegment.NULL : operands.input(seed))
        .set("loss", output(operands, places.loss()))
        .set("to_left", output(operands, places.toLeft()))
        .set("to_right", output(operands, places.toRight()));
  }

  private static MemorySegment output(Operands operands, int number) {
    return number == NONE ? MemorySegment.NULL : operands.output(number);
  }
}
