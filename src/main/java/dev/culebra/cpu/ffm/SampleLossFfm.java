package dev.culebra.cpu.ffm;

import static dev.culebra.op.SampleLossPlaces.NONE;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.cpu.ffm.NativeCall.Stage;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.Fused;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.SampleLossGradient;
import dev.culebra.op.SampleLossPlaces;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;

/**
 * Binding of {@code native/src/sample_loss.c}: a loss of each sample, its gradients, or both in one
 * pass, with the same bits either way.
 */
final class SampleLossFfm {
  private static final NativeFunction FUNCTION =
      NativeFunction.of(
          "sample_loss",
          ADDRESS.withName("left"),
          ADDRESS.withName("right"),
          ADDRESS.withName("seed"),
          ADDRESS.withName("loss"),
          ADDRESS.withName("to_left"),
          ADDRESS.withName("to_right"),
          JAVA_LONG.withName("length"),
          JAVA_LONG.withName("kind"));

  /** In the order of {@code CULEBRA_GAUSSIAN_KL} and what follows. */
  private static final List<Op> KINDS =
      List.of(new GaussianKl(), new BernoulliLogitsSum(), new SquaredErrorSum());

  /** Elements of a chunk: 64 KiB of each array stay in L2. */
  private static final long ELEMENTS = 1 << 14;

  private SampleLossFfm() {}

  static Choice loss(Op op, Signature signature) {
    return offer(op, signature.input(0), new SampleLossPlaces(0, 1, NONE, 0, NONE, NONE));
  }

  static Choice gradient(SampleLossGradient op, Signature signature) {
    int second = signature.outputs().size() == 2 ? 1 : NONE;
    int seed = signature.inputs().size() - 1;
    return offer(op.loss(), signature.input(0), new SampleLossPlaces(0, 1, seed, NONE, 0, second));
  }

  /**
   * A loss and its gradient, all of it.
   *
   * @param kernels for the members
   */
  static Choice fused(
      Fused op, Signature signature, Function<Signature, ? extends Choice> kernels) {
    SampleLossPlaces places = SampleLossPlaces.of(op);
    if (places == null) {
      return Choice.refuse("only a loss of samples with its gradient, of the same operands");
    }
    List<TensorType> types = op.types(signature.inputs());
    for (Fused.Member member : op.members()) {
      Signature own = Signature.of(member.op(), member.operandTypes(types));
      if (!(kernels.apply(own) instanceof SampleLoss)) {
        return Choice.refuse("another tier has " + member.op().name());
      }
    }
    boolean hasSecond = types.size() == op.inputs() + 3;
    if (places.toLeft() == NONE || hasSecond && places.toRight() == NONE) {
      return Choice.refuse("fewer results than both operations have");
    }
    Op loss = op.members().getFirst().op();
    return offer(loss, signature.input(places.left()), places);
  }

  private static Choice offer(Op loss, TensorType operand, SampleLossPlaces places) {
    if (operand.dtype() != DType.F32) {
      return Choice.refuse(operand.dtype().label() + "; only f32");
    }
    long samples = operand.shape().size(0);
    long length = samples == 0 ? 0 : operand.elements() / samples;
    return FUNCTION.offer(new SampleLoss(KINDS.indexOf(loss), samples, length, places));
  }

  private record SampleLoss(long kind, long samples, long length, SampleLossPlaces places)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      Block block = new Block(FUNCTION.block());
      block
          .set("left", operands.input(places.left()))
          .set("right", operands.input(places.right()))
          .set("seed", places.seed() < 0 ? MemorySegment.NULL : operands.input(places.seed()))
          .set("loss", output(operands, places.loss()))
          .set("to_left", output(operands, places.toLeft()))
          .set("to_right", output(operands, places.toRight()))
          .set("length", length)
          .set("kind", kind);
      long each = Math.max(1, ELEMENTS / Math.max(1, length));
      Stage stage = Stage.grid(FUNCTION, block.segment(), samples, each);
      return new NativeCall(FUNCTION.name(), List.of(stage), operands);
    }

    private static MemorySegment output(Operands operands, int number) {
      return number < 0 ? MemorySegment.NULL : operands.output(number);
    }

    /** Each gradient over its own operand; a single one over either. */
    @Override
    public boolean inPlace(int output, int input) {
      if (output == places.toRight()) {
        return input == places.right();
      }
      return output == places.toLeft()
          && (input == places.left() || input == places.right() && places.toRight() < 0);
    }
  }
}
