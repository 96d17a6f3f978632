package dev.culebra.cpu.simd;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequence;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.LstmSequenceGradient;

/** The recurrent layers' kernels, whoever multiplies for them. */
public final class RecurrentKernels {
  private RecurrentKernels() {}

  /** The kernel of a recurrent operation, or a refusal. */
  public static Choice select(Op op, Signature signature, Products by) {
    return switch (op) {
      case LstmSequence forward -> LstmSequenceSimd.select(forward, signature, by);
      case LstmSequenceGradient backward ->
          LstmSequenceGradientSimd.select(backward, signature, by);
      case GruSequence forward -> GruSequenceSimd.select(forward, signature, by);
      case GruSequenceGradient backward -> GruSequenceGradientSimd.select(backward, signature, by);
      default -> Choice.refuse("no recurrent operation");
    };
  }

  /** Of the Vector API alone. */
  static Choice select(Op op, Signature signature) {
    return select(op, signature, new GemmProducts());
  }
}
